"""The note's two parts."""

from django import forms

from core.forms import ClinicForm

LONGEST = 50_000


class WordsForm(ClinicForm):
    """Browsers send line ends as two characters; kept is one, so that the same words stay the same."""

    says_optional = False

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class PartForm(WordsForm):
    text = forms.CharField(
        label="Note",
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, "class": "note-text"}),
    )
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


class SignForm(WordsForm):
    """The words as they were shown; whoever signs types their password again."""

    text = forms.CharField(
        max_length=LONGEST, strip=False, required=False, widget=forms.HiddenInput
    )
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
    password = forms.CharField(
        label="Your password",
        help_text="Signing is done by you, not by whoever holds the tablet.",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class AddendumForm(WordsForm):
    text = forms.CharField(label="Addendum", max_length=LONGEST, widget=forms.Textarea({"rows": 4}))
