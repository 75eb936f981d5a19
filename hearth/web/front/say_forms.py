"""The shape of what somebody says to us, with an account or without."""

from typing import Any

from django import forms
from django.utils.functional import lazy

from hearth.core.concerns import WORDS_AT_MOST, Kind
from hearth.web.offered import offer
from hearth.web.words import say

_ = lazy(say, str)
TYPED_AT_MOST = 64  # of a receipt, with spaces and dashes


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea,
        error_messages={
            "required": _("Write what you want to tell us"),
            "max_length": _("This is too long: leave out some of it, at most 10,000 characters"),
        },
    )


class Say(forms.Form):
    """What is not right. Nobody is asked who they are."""

    words = _words(
        _("What is not right?"),
        _("Who, where and when, as far as you know. You need not say who you are."),
    )
    kind = forms.ChoiceField(
        label=_("What is it most like? You can leave this open"), required=False
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)
    ticket = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(
            self,
            "kind",
            [
                (Kind.WORRY.value, say("Something worries me")),
                (Kind.COMPLAINT.value, say("Somebody of the service did something wrong")),
                (Kind.ALLEGATION.value, say("Somebody was hurt or threatened")),
            ],
        )
        self.fields["kind"].error_messages["invalid_choice"] = say("Choose one of these")

    @property
    def chosen(self) -> Kind:
        """What they chose; else a worry, which the lead weighs."""
        return Kind(self.cleaned_data["kind"] or Kind.WORRY)


class Receipt(forms.Form):
    """The number that somebody was given. Any typing of it is read; none is refused here."""

    receipt = forms.CharField(
        label=_("Your receipt number"),
        help_text=_("16 digits. Spaces do not matter."),
        max_length=TYPED_AT_MOST,
        error_messages=dict.fromkeys(
            ("required", "max_length"), _("Enter the 16 digits of your receipt")
        ),
    )


class Write(forms.Form):
    """Further words."""

    words = _words(_("Anything more you want to say"), "")
