"""The shape of what the auditor looks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hearth.web.auditor.wording import act
from hearth.web.inputs import DayField
from hearth.web.offered import offer
from hearth.web.words import say

HEX = r"^[0-9a-fA-F]+$"
SHORTEST, LONGEST = 8, 32  # digits of an id


class EntriesForm(forms.Form):
    """Which entries."""

    act = forms.ChoiceField(required=False)
    by = forms.RegexField(HEX, required=False, min_length=SHORTEST, max_length=LONGEST)
    day = DayField(required=False, input_formats=["%Y-%m-%d"])
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, acts: Sequence[str], given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given)
        offer(self, "act", [("", say("Any act")), *((one, _named(one)) for one in acts)])
        self.fields["act"].label = say("Act")
        self.fields["by"].label = say("Whose act")
        self.fields["by"].help_text = say("The first 8 digits of their id, or more")
        self.fields["day"].label = say("Day")
        self.fields["day"].help_text = say("As 2026-11-22")
        wrong_id = say("Give 8 to 32 digits of an id: 0 to 9 and a to f")
        self.fields["by"].error_messages = dict.fromkeys(
            ("invalid", "min_length", "max_length"), wrong_id
        )
        self.fields["day"].error_messages = {"invalid": say("Give the day as 2026-11-22")}
        self.fields["act"].error_messages = {"invalid_choice": say("Choose an act of the list")}


def _named(code: str) -> str:
    """An act by its words, and its code where somebody compares it with the log."""
    words = act(code)
    return f"{words} ({code})" if words else code


class CaseForm(forms.Form):
    """Which case."""

    number = forms.RegexField(HEX, min_length=SHORTEST, max_length=LONGEST)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given)
        self.fields["number"].label = say("Number of the case")
        self.fields["number"].help_text = say("Its first 8 digits, or more")
        wrong = say("Give 8 to 32 digits of the case's number: 0 to 9 and a to f")
        self.fields["number"].error_messages = dict.fromkeys(
            ("required", "invalid", "min_length", "max_length"), wrong
        )
