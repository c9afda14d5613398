"""What a chart's address may ask for. Whatever is odd in it is left out."""

from django import forms

from core.forms import ClinicForm
from dashboard.chart.timeline import GROUPS

LAST_PAGE = 400


class StoryForm(ClinicForm):
    show = forms.ChoiceField(choices=list(GROUPS.items()), required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    @property
    def asked(self) -> tuple[str, int]:
        """The group, and which page of it."""
        self.is_valid()
        return self.cleaned_data.get("show") or "", self.cleaned_data.get("page") or 1
