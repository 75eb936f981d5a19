"""The shape of what the lead types to plan visits."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from hearth.core.ids import HostId, PrincipalId
from hearth.core.person import Gender
from hearth.core.rounds.visitor import AWAY_DAYS, WEEKDAYS, Terms, Visitor, days_between
from hearth.web import words
from hearth.web.inputs import DAY_WRONG, DayField, DayInput
from hearth.web.visiting import WORD, VisitorForm, Words, genders, hours_fields
from hearth.web.words import say

NUMBER = re.compile(r"[0-9a-f]{8}")
ANYBODY = "anybody"
NUMBER_WRONG = "Write numbers of eight letters and digits, with commas between them"


class PlanForm(forms.Form):
    """From which day, and how many."""

    def __init__(self, data: Any, *, first: date) -> None:
        super().__init__(data)
        self.fields["first_on"] = DayField(
            label=say("First day"),
            widget=DayInput(),
            initial=first,
            error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
        )
        self.fields["days"] = forms.IntegerField(
            label=say("How many days"),
            help_text=say("5 from a Monday are a working week; 14 at most."),
            min_value=1,
            max_value=14,
            initial=5,
        )


class AwayForm(forms.Form):
    """Who is away, and on which days of the plan."""

    def __init__(
        self, data: Any, *, visitors: list[tuple[str, str]], days: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["who"] = forms.ChoiceField(
            label=say("Who is away?"),
            choices=visitors,
            error_messages={"required": say("Choose a visitor")},
        )
        self.fields["days"] = forms.MultipleChoiceField(
            label=say("On which days?"),
            choices=days,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": say("Choose a day at least")},
        )


class LeadsVisitorForm(VisitorForm):
    """What is known of a visitor, with what the lead alone tells."""

    def __init__(
        self,
        data: Any,
        *,
        before: Visitor,
        today: date,
        never: list[str],
        known: list[str],
        also: list[str],
    ) -> None:
        super().__init__(data, before=before)
        self.today = today
        self.fields.update(_days_away(before, today))
        self.fields["trained"] = Words(
            WORD,
            say("Write short words with commas between them"),
            label=say("Training"),
            help_text=say("One short word for each, with commas: children, trauma"),
            initial=", ".join(sorted(before.trained)),
        )
        self.fields["never"] = numbers_field(
            say("Hosts whom they never visit, by number"),
            say("Their kin, their friends, and hosts they work with"),
            never,
        )
        self.fields["known"] = numbers_field(
            say("Cases whose people they know, by number"),
            say("Their own, where they lived in a home of ours; kin, friends, neighbours"),
            known,
        )
        self.fields["feared"] = numbers_field(
            say("Cases in which somebody is afraid of them, or of one near to them, by number"),
            say("Whom these people keep away from is added below. Nobody is shown a name."),
            [],
        )
        self.fields["forget"] = forms.BooleanField(
            label=say("Forget the people told of before, and keep only the cases above"),
            required=False,
        )
        self.fields["also"] = numbers_field(
            say("Other accounts of the same human, by number"),
            say("A caseworker who also visits: their cases are then visited by somebody else"),
            also,
        )

    def told(self, never: frozenset[HostId], also: frozenset[PrincipalId]) -> Visitor:
        """What was typed, with these hosts never and these other accounts."""
        trained = self.cleaned_data["trained"]
        away = self.visitor().away_on(self._away(), today=self.today)
        return replace(away, trained=trained, never=never, also=also)

    def clean(self) -> dict[str, Any]:
        """Days away have a first and a last one, and neither is gone by."""
        told = super().clean()
        first, last = told.get("away_first"), told.get("away_last")
        if first and not last and "away_last" in told:
            self.add_error("away_last", ValidationError(say("Write the last day away as well")))
        if last and not first and "away_first" in told:
            self.add_error("away_first", ValidationError(say("Write the first day away as well")))
        if first and last:
            self._must_be_ahead(first, last)
        return told

    def _must_be_ahead(self, first: date, last: date) -> None:
        if last < max(first, self.today):
            wrong = say("The last day away is today or later, and not before the first")
            self.add_error("away_last", ValidationError(wrong))
        elif (last - first).days >= AWAY_DAYS:
            wrong = say("Days away are a year at most; end the account of whoever has left")
            self.add_error("away_last", ValidationError(wrong))

    def _away(self) -> frozenset[date]:
        """The days known before without those taken out, and with those typed."""
        told, away = self.cleaned_data, self.before.away
        for one in told["back"]:
            away -= days_between(*_stretch(one))
        if told["away_first"]:
            away |= days_between(told["away_first"], told["away_last"])
        return away


def _days_away(before: Visitor, today: date) -> dict[str, forms.Field]:
    """Fields for days away: those told of, to be taken out, and more."""
    wrong = {"invalid": DAY_WRONG}
    ahead = before.stretches(today=today)
    told = [(f"{first}/{last}", _between(first, last)) for first, last in ahead]
    return {
        "back": forms.MultipleChoiceField(
            label=say("Written down so far. Mark what is to be taken out."),
            choices=told,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": say("These days have changed meanwhile; look again")},
        ),
        "away_first": DayField(
            label=say("Away from"), required=False, widget=DayInput(), error_messages=wrong
        ),
        "away_last": DayField(
            label=say("Until, this day included"),
            required=False,
            widget=DayInput(),
            error_messages=wrong,
        ),
    }


def _between(first: date, last: date) -> str:
    if first == last:
        return words.day(first)
    days = {"first": words.day(first), "last": words.day(last)}
    return say("%(first)s to %(last)s") % days


def _stretch(text: str) -> tuple[date, date]:
    first, last = text.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)


class TermsForm(forms.Form):
    """What the visits of one stay ask for."""

    def __init__(
        self,
        data: Any,
        *,
        before: Terms,
        visitors: list[tuple[str, str]],
        at_odds: list[str],
    ) -> None:
        super().__init__(data)
        self.before = before
        anybody = [(ANYBODY, say("Nothing was asked for"))]
        self.fields["gender"] = forms.ChoiceField(
            label=say("The person asked for"),
            choices=[*anybody, *genders()[:-1]],
            initial=before.gender or ANYBODY,
        )
        self.fields["trained"] = Words(
            WORD,
            say("Write short words with commas between them"),
            label=say("Training that the visitor must have"),
            initial=", ".join(sorted(before.trained)),
        )
        self.fields["two"] = forms.ChoiceField(
            label=say("Two visitors at once?"),
            choices=[
                ("no", say("No, one visitor holds both talks, one after the other")),
                ("yes", say("Yes, two visitors, each with one talk, apart")),
            ],
            initial="yes" if before.two else "no",
        )
        self.fields["talk_min"] = forms.IntegerField(
            label=say("Minutes for one talk"), min_value=5, max_value=240, initial=before.talk_min
        )
        self.fields["refused"] = forms.MultipleChoiceField(
            label=say("Visitors who are not sent"),
            help_text=say("Because the person said so. Nobody asks why."),
            choices=visitors,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[str(who) for who in before.refused],
        )
        self.fields["at_odds"] = numbers_field(
            say("Never on one day with these cases, by number"),
            say("Homes between which word would travel, or which are hostile to each other"),
            at_odds,
        )
        self.fields.update(hours_fields(before.hours))

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the hours, Monday first."""
        return [self[f"day_{at}"] for at in range(WEEKDAYS)]

    def terms(self, at_odds: frozenset[str]) -> Terms:
        """What was typed."""
        told = self.cleaned_data
        hours = (told[f"day_{at}"] for at in range(WEEKDAYS))
        return Terms(
            gender=None if told["gender"] == ANYBODY else Gender(told["gender"]),
            trained=told["trained"],
            refused=frozenset(PrincipalId(one) for one in uuids(told["refused"])),
            two=told["two"] == "yes",
            talk_min=told["talk_min"],
            hours=tuple(filter(None, hours)),
            at_odds=at_odds,
        )


def uuids(texts: list[str]) -> list[UUID]:
    """The ids that a list of choices gave back."""
    return [UUID(one) for one in texts]


def numbers_field(label: str, help_text: str, known: list[str]) -> Words:
    """A field for numbers by which hosts or cases are called."""
    return Words(
        NUMBER, say(NUMBER_WRONG), label=label, help_text=help_text, initial=", ".join(known)
    )


def all_known(form: forms.Form, field: str, found: dict[str, Any]) -> bool:
    """Whether each number typed is somebody's; the field says which is not."""
    unknown = sorted(form.cleaned_data[field] - found.keys())
    if unknown:
        form.add_error(
            field, ValidationError(say("There is none with this number:") + f" {unknown[0]}")
        )
    return not unknown
