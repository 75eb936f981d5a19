"""The shape of what the administrator chooses."""

from collections.abc import Mapping
from typing import Any

from django import forms

from hearth.core.accounts import ROLES
from hearth.web.offered import offer
from hearth.web.words import ROLES as WORDS
from hearth.web.words import say


class HireForm(forms.Form):
    """Which role the new account has."""

    role = forms.ChoiceField()

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given)
        field = self.fields["role"]
        field.label = say("What will they do?")
        offer(self, "role", [(one.value, say(WORDS[one])) for one in ROLES])
        wrong = say("Choose what they will do")
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), wrong)
