"""The note's two parts."""

from django import forms

from patients.note_forms import LONGEST_NOTE, SigningForm, WordsForm


class PartForm(WordsForm):
    text = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, "class": "note-text"}),
    )
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


class SignForm(WordsForm, SigningForm):
    """The words as they were shown; whoever signs types their password again.

    `facts` is the fingerprint of the facts that stood beside them; a page without it showed none.
    """

    text = forms.CharField(
        max_length=LONGEST_NOTE, strip=False, required=False, widget=forms.HiddenInput
    )
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
    facts = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
