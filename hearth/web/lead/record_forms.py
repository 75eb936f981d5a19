"""The shape of what the lead asks of records, and of what they found."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hearth.actions.homes.hosts import Wait
from hearth.core.findings import Finding
from hearth.core.host import Standing
from hearth.queries.deciding.waits import MayWait
from hearth.queries.numbers import DIGITS
from hearth.web.offered import offer

FINDINGS = {
    Finding.UPHELD: "It is true. It counts in the record of the home.",
    Finding.NOT_UPHELD: "It is not true. It counts nowhere.",
    Finding.CANNOT_TELL: "It cannot be told. It counts nowhere, and stays with us.",
}
STANDS = {Standing.NEVER: "never done", Standing.LAPSED: "done, and lapsed"}
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


class WaitForm(forms.Form):
    """Which step of vetting may wait, for how long, and why."""

    step = forms.ChoiceField(
        label="Which step?",
        error_messages={
            "required": "Choose a step",
            "invalid_choice": "Choose one of these steps; it may be done by now",
        },
    )
    days = forms.IntegerField(
        label="For how many days?",
        min_value=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), "Write a number of days, 1 or more"
        ),
    )
    reason = forms.CharField(
        label="Why may it wait?",
        help_text="It is sealed with the vetting. What was said in confidence is not for here.",
        max_length=1_000,
        widget=forms.Textarea,
        error_messages={
            "required": "Write why it may wait",
            "max_length": "Write it in at most 1,000 characters",
        },
    )

    def __init__(self, steps: Sequence[MayWait], given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given)
        self.steps = {f"{one.programme}:{one.requirement}:{one.whom}": one for one in steps}
        offer(self, "step", [(key, _said(one)) for key, one in self.steps.items()])

    def clean(self) -> dict[str, Any]:
        """No step waits longer than its programme lets it."""
        said = super().clean() or {}
        one, days = self.steps.get(said.get("step", "")), said.get("days")
        if one and days and days > one.most:
            self.add_error("days", f"This step may wait {one.most} more days at most")
        return said

    @property
    def chosen(self) -> tuple[str, Wait]:
        """Under which programme, and what may wait. Only of a valid form."""
        said = self.cleaned_data
        one = self.steps[said["step"]]
        wait = Wait(
            requirement=one.requirement,
            subject=one.subject,
            days=said["days"],
            reason=said["reason"],
        )
        return one.programme, wait


def _said(one: MayWait) -> str:
    whom = f", of person {one.whom}" if one.whom else ""
    return f"{one.title}{whom}: {STANDS[one.standing]}; {one.most} days at most"


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
