"""The shape of what the administrator chooses."""

from collections.abc import Mapping
from typing import Any

from django import forms

from hearth.core.accounts import ROLES
from hearth.web.lazily import later as _
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


class OfficeForm(forms.Form):
    """What another office is called. Whether the name is free is for the act to say."""

    name = forms.CharField(
        label=_("What is it called?"),
        help_text=_("A name that everybody here knows, such as a street or a part of town."),
        max_length=80,
        error_messages={
            "required": _("Write what the office is called"),
            "max_length": _("Write a name of at most 80 signs"),
        },
    )
