"""The shape of what the administrator chooses."""

from django import forms

from hearth.core.accounts import ROLES
from hearth.web.words import ROLES as WORDS
from hearth.web.words import say


class HireForm(forms.Form):
    """Which role the new account has."""

    role = forms.ChoiceField()

    def __init__(self, given: object = None) -> None:
        super().__init__(given)  # type: ignore[arg-type]  # what was posted
        field = self.fields["role"]
        field.label = say("What will they do?")
        field.choices = [(one.value, say(WORDS[one])) for one in ROLES]  # type: ignore[attr-defined]
        wrong = say("Choose what they will do")
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), wrong)
