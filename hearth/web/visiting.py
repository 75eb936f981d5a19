"""The shape of what is told of a visitor: hours, languages, breaks. For visitor and lead alike."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hearth.core.person import Gender
from hearth.core.place import Place
from hearth.core.rounds.visitor import WEEKDAYS, Rest, Shift, Visitor
from hearth.web.words import say

HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
WORD = re.compile(r"[a-z][a-z0-9-]{1,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
DECIMALS = 2  # of a base: about a kilometre, for a street is more than planning needs


def weekdays() -> tuple[str, ...]:
    """The days of the week, Monday first, in the reader's language."""
    return (
        say("Monday"),
        say("Tuesday"),
        say("Wednesday"),
        say("Thursday"),
        say("Friday"),
        say("Saturday"),
        say("Sunday"),
    )


def genders() -> list[tuple[str, str]]:
    """Genders to choose from."""
    return [
        (Gender.WOMAN, say("A woman")),
        (Gender.MAN, say("A man")),
        (Gender.NON_BINARY, say("Non-binary")),
        (Gender.UNKNOWN, say("Not told")),
    ]


class Words(forms.CharField):
    """Words with commas between them, each of one shape."""

    def __init__(self, shape: re.Pattern[str], wrong: str, **named: Any) -> None:
        super().__init__(required=False, max_length=400, **named)
        self._shape, self._wrong = shape, wrong

    def clean(self, value: Any) -> Any:
        """The words as a frozen set."""
        told = [one.strip().lower() for one in re.split(r"[,;]", super().clean(value) or "")]
        words = frozenset(filter(None, told))
        if any(self._shape.fullmatch(one) is None for one in words):
            raise ValidationError(self._wrong)
        return words


class Hours(forms.CharField):
    """Hours of one day, like 9:00-17:00; empty on a day off."""

    def __init__(self, weekday: int, **named: Any) -> None:
        super().__init__(required=False, max_length=20, **named)
        self._weekday = weekday

    def clean(self, value: Any) -> Any:
        """A `Shift`, or None."""
        text = (super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return Shift(self._weekday, *_times(text))
        except ValueError:
            raise ValidationError(say("Write hours like 9:00-17:00, or leave it empty")) from None


def _times(text: str) -> tuple[time, time]:
    """Two times of a day, as typed. Raises ValueError for anything else."""
    found = HOURS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    h1, m1, h2, m2 = map(int, found.groups())
    return time(h1, m1), time(h2, m2)


class Between(forms.CharField):
    """Two times of a day, like 11:30-14:00; empty for the usual ones."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, max_length=20, **named)

    def clean(self, value: Any) -> Any:
        """Both times, the later one second; or None."""
        text = (super().clean(value) or "").strip()
        if not text:
            return None
        try:
            first, last = _times(text)
            if last < first:
                raise ValueError(text)
            return first, last
        except ValueError:
            raise ValidationError(say("Write two times like 11:30-14:00")) from None


def hours_fields(shifts: Iterable[Shift]) -> dict[str, Hours]:
    """One field for each day of the week, with what is known in it."""
    known = {one.weekday: f"{one.begins:%H:%M}-{one.ends:%H:%M}" for one in shifts}
    return {
        f"day_{at}": Hours(at, label=label, initial=known.get(at, ""))
        for at, label in enumerate(weekdays())
    }


class VisitorForm(forms.Form):
    """What is known of a visitor, as far as they tell it themselves."""

    def __init__(self, data: Any, *, before: Visitor) -> None:
        super().__init__(data)
        self.before = before
        base = before.base
        self.fields["languages"] = Words(
            LANGUAGE,
            say("Write languages by their short codes, like en, uk, ar"),
            label=say("Languages to hold a talk in"),
            help_text=say("By their short codes, with commas between them: en, uk, ar"),
            initial=", ".join(sorted(before.languages)),
        )
        self.fields["gender"] = forms.ChoiceField(
            label=say("Gender"), choices=genders(), initial=before.gender
        )
        self.fields.update(hours_fields(before.shifts))
        self.fields["rest"] = forms.IntegerField(
            label=say("Minutes of the break at midday"),
            min_value=0,
            max_value=180,
            initial=before.rest.minutes,
        )
        self.fields["rest_between"] = Between(
            label=say("The break begins between"),
            help_text=say("Like 11:30-14:00, which it is where nothing is written"),
            initial=f"{before.rest.earliest:%H:%M}-{before.rest.latest:%H:%M}",
        )
        self.fields["most"] = forms.IntegerField(
            label=say("Visits on one day, at most"), min_value=0, max_value=20, initial=before.most
        )
        self.fields["base"] = forms.CharField(
            label=say("Where the day begins"),
            help_text=say("Latitude and longitude, like 51.51, -0.13. Kept to about a kilometre."),
            required=False,
            initial=f"{base.latitude}, {base.longitude}" if base else "",
        )

    def clean_base(self) -> Place | None:
        """The place, rounded."""
        text = self.cleaned_data["base"].strip()
        if not text:
            return None
        try:
            latitude, longitude = (round(float(one), DECIMALS) for one in text.split(","))
            return Place(latitude, longitude)
        except ValueError:
            raise ValidationError(
                say("Write two numbers with a comma between them, like 51.51, -0.13")
            ) from None

    def clean(self) -> dict[str, Any]:
        """A day on which the break cannot be taken would silently hold no visits."""
        told: dict[str, Any] = super().clean() or {}
        if "rest" in told and "rest_between" in told:
            rest, names = _rest(told), weekdays()
            tight = [shift for shift in _shifts(told) if not rest.fits(shift)]
            if tight:
                day = names[tight[0].weekday]
                wrong = say("On %(day)s this break does not fit into the hours") % {"day": day}
                self.add_error("rest_between", ValidationError(wrong))
        return told

    def visitor(self) -> Visitor:
        """What was known before, with what was typed in its place."""
        told = self.cleaned_data
        return replace(
            self.before,
            languages=told["languages"],
            gender=Gender(told["gender"]),
            shifts=_shifts(told),
            rest=_rest(told),
            most=told["most"],
            base=told["base"],
        )

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the hours, Monday first."""
        return [self[f"day_{at}"] for at in range(WEEKDAYS)]


def _shifts(told: dict[str, Any]) -> tuple[Shift, ...]:
    return tuple(filter(None, (told.get(f"day_{at}") for at in range(WEEKDAYS))))


def _rest(told: dict[str, Any]) -> Rest:
    usual = Rest(minutes=told["rest"])
    if told["rest_between"] is None:
        return usual
    earliest, latest = told["rest_between"]
    return replace(usual, earliest=earliest, latest=latest)
