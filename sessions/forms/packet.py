"""Which day's packet is asked for."""

from datetime import date, timedelta

from django import forms

from core.forms import ClinicForm

FAR = timedelta(days=366)


class PacketDayForm(ClinicForm):
    """An address that means no day near today means today."""

    day = forms.DateField(required=False)

    def asked(self, today: date) -> date:
        day = self.cleaned_data.get("day") if self.is_valid() else None
        return day if day and abs(day - today) < FAR else today
