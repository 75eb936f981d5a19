"""The shape of what a clinician types."""

from collections.abc import Mapping
from typing import Any

from django import forms

from hearth.queries.results import Assessed
from hearth.web.offered import offer
from hearth.web.words import say

HEX = r"^[0-9a-fA-F]+$"


class CaseForm(forms.Form):
    """Which case."""

    number = forms.RegexField(HEX, min_length=8, max_length=32)

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given)
        field = self.fields["number"]
        field.label = say("Number of the case")
        field.help_text = say("8 digits or more, from the paper that came with the person")
        wrong = say("Give 8 to 32 digits of the case's number: 0 to 9 and a to f")
        field.error_messages = dict.fromkeys(
            ("required", "invalid", "min_length", "max_length"), wrong
        )


class ResultForm(forms.Form):
    """Who was assessed, and what was found."""

    person = forms.ChoiceField()
    found = forms.ChoiceField()

    def __init__(self, of: Assessed, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given)
        who, what = self.fields["person"], self.fields["found"]
        offer(self, "person", [(str(id), number) for id, number in of.people])
        who.label = say("Number of the person")
        found = [
            (f"{rule.id}:{outcome}", f"{rule.title}: {outcome.replace('_', ' ')}")
            for rule in of.assessments
            for outcome in rule.outcomes
        ]
        offer(self, "found", found)
        what.label = say("What was found")
        who.error_messages = {
            "required": say("Choose who was assessed"),
            "invalid_choice": say("Choose one of the people of this case"),
        }
        what.error_messages = {
            "required": say("Choose what was found"),
            "invalid_choice": say("Choose one of the outcomes"),
        }
        if len(of.people) == 1:
            self.initial["person"] = str(of.people[0][0])

    @property
    def assessment_and_outcome(self) -> tuple[str, str]:
        """The two halves of what was chosen. Only of a valid form."""
        assessment, _, outcome = self.cleaned_data["found"].partition(":")
        return assessment, outcome
