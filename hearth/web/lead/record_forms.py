"""The shape of what the lead asks of records, and of what they found."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hearth.core.findings import Finding
from hearth.queries.numbers import DIGITS
from hearth.web.offered import offer

FINDINGS = {
    Finding.UPHELD: "It is true. It counts in the record of the home.",
    Finding.NOT_UPHELD: "It is not true. It counts nowhere.",
    Finding.CANNOT_TELL: "It cannot be told. It counts nowhere, and stays with us.",
}
WRONG = ("required", "invalid", "min_value", "max_value")


class FindingForm(forms.Form):
    """What was found."""

    finding = forms.ChoiceField(
        label="What was found?",
        choices=[(one.value, text) for one, text in FINDINGS.items()],
        error_messages={
            "required": "Choose what was found",
            "invalid_choice": "Choose one of the three",
        },
    )


class HostForm(forms.Form):
    """A host by the number that they are called by."""

    number = forms.RegexField(
        rf"^[0-9a-f]{{{DIGITS}}}$",
        label="The number of a host",
        help_text=f"{DIGITS} signs, as it stands in the lists, such as 3f0a91c2.",
        strip=True,
        error_messages={
            "required": "Type the number of a host",
            "invalid": f"A host's number has {DIGITS} signs, from 0 to 9 and from a to f",
        },
    )


class SightForm(forms.Form):
    """Which plan, within how many days, and how surely."""

    programme = forms.ChoiceField(
        label="The plan of checks of", error_messages={"invalid_choice": "Choose a programme"}
    )
    days = forms.IntegerField(
        label="A harm that begins today is to be noticed within so many days",
        min_value=1,
        max_value=730,
        error_messages=dict.fromkeys(WRONG, "Type a whole number of days from 1 to 730"),
    )
    share = forms.IntegerField(
        label="In so many of 100 cases",
        min_value=1,
        max_value=99,
        error_messages=dict.fromkeys(WRONG, "Type a whole number from 1 to 99"),
    )

    def __init__(
        self,
        given: Mapping[str, Any] | None = None,
        *,
        programmes: Sequence[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(given, **named)
        offer(self, "programme", list(programmes))
