"""What a host types. Each form checks shape; whether it is allowed is the core's question."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from babel import Locale
from django import forms
from django.http import QueryDict

from hearth.actions.homes.own_home import ROOMS_MAX, Told
from hearth.core.application import Application
from hearth.core.diary import Note
from hearth.core.home import Room
from hearth.core.host import Acceptance
from hearth.core.person import Feature, Gender, Trait
from hearth.core.units import Period
from hearth.queries.homes.own_home import OwnHome
from hearth.web.host import wording
from hearth.web.host.fields import day, some, text, words
from hearth.web.lazily import later as _
from hearth.web.offered import offer
from hearth.web.words import language, say

SPOKEN = ("ar", "de", "en", "es", "fa", "fr", "pl", "ps", "ru", "so", "ti", "tr", "uk", "ur", "vi")
MORE_ROOMS = 2  # empty lines for rooms that are not written down yet
BEDS_MAX = 12


def _choices(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(str(code), say(words_of)) for code, words_of in table.items()]


def _languages(known: Iterable[str]) -> list[tuple[str, str]]:
    names = Locale(language()).languages
    codes = sorted({*SPOKEN, *known})
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1])


class Join(forms.Form):
    """Somebody who would like to be a host."""

    name = text(_("Your name"), wrong=_("Write your name"))
    phone = text(_("Your telephone number"), required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        error_messages={"invalid": _("Write an e-mail address like name@example.org")},
    )
    town = text(
        _("Which town or village do you live in?"),
        help=_("No street yet. We ask for it when we talk."),
        wrong=_("Write the town or village you live in"),
    )
    household = words(
        _("Who lives with you, or visits often?"),
        wrong=_("Write who lives with you, or that you live alone"),
    )
    room = words(
        _("What could you offer?"),
        help=_("A room, a bed, for how long. There is no wrong answer."),
        wrong=_("Write what you could offer"),
    )
    questions = words(_("What would you like to ask us?"), required=False)

    def clean(self) -> dict[str, Any]:
        """There must be a way to answer."""
        told = super().clean() or {}
        if not told.get("phone") and not told.get("email") and "email" not in self.errors:
            self.add_error("phone", say("Write a telephone number or an e-mail address"))
        return told

    def application(self) -> Application:
        """What they wrote."""
        return Application(**self.cleaned_data)


class HomeForm(forms.Form):
    """Rooms for guests, and what is there."""

    features = some(_("What is there?"), help=_("Choose all that is so today."))

    def __init__(self, data: QueryDict | None, home: OwnHome) -> None:
        told = {f"beds_{at}": room.beds for at, room in enumerate(home.rooms)}
        super().__init__(data, initial={"features": sorted(home.features), **told})
        offer(self, "features", _choices(wording.FEATURES))
        self._home = home
        lines = max(len(home.rooms), min(len(home.rooms) + MORE_ROOMS, ROOMS_MAX))
        for at in range(lines):
            self.fields[f"beds_{at}"] = _beds(at, known=at < len(home.rooms))

    @property
    def rooms(self) -> list[forms.BoundField]:
        """A field for each room, and a few for new ones; those where somebody sleeps are left."""
        names = [name for name in self.fields if name.startswith("beds_")]
        return [self[name] for at, name in enumerate(names) if at not in self._home.fixed]

    def told(self) -> Told:
        """Each room with its beds; a line left empty is no room."""
        rooms: list[Room] = []
        for at, name in enumerate(one for one in self.fields if one.startswith("beds_")):
            beds = self.cleaned_data.get(name)
            before = self._home.rooms[at] if at < len(self._home.rooms) else None
            if before is not None:
                same = beds is None and at in self._home.fixed
                rooms.append(before if same else Room(beds or 0, before.floor_m2))
            elif beds:
                rooms.append(Room(beds))
        features = frozenset(Feature(one) for one in self.cleaned_data["features"])
        return Told(rooms=tuple(rooms), features=features)


def _beds(at: int, *, known: bool) -> forms.IntegerField:
    number = {"number": at + 1}
    label = (
        say("Beds in room %(number)s") if known else say("Beds in another room, room %(number)s")
    )
    wrong = say("Write a number of beds from 0 to 12")
    return forms.IntegerField(
        label=label % number,
        required=False,
        min_value=0,
        max_value=BEDS_MAX,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


def _number(label: str, wrong: str, most: int, *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class Limits(forms.Form):
    """Who may stay. Nobody asks why."""

    genders = some(_("Who could stay with you?"))
    age_min = _number(_("Not younger than"), _("Write an age from 0 to 120"), 120)
    age_max = _number(_("Not older than"), _("Write an age from 0 to 120"), 120)
    size_max = _number(_("How many people at most?"), _("Write a number from 1 to 20"), 20, least=1)
    not_traits = some(_("What could you not take in?"))
    languages = some(_("Which languages are spoken in your home?"))

    def __init__(self, data: QueryDict | None, accepts: Acceptance, spoken: frozenset[str]) -> None:
        initial = {
            "genders": sorted(accepts.genders),
            "age_min": accepts.age_min or None,
            "age_max": accepts.age_max,
            "size_max": accepts.size_max,
            "not_traits": sorted(accepts.not_traits),
            "languages": sorted(spoken),
        }
        super().__init__(data, initial=initial)
        self._kept = accepts.not_traits - {Trait(one) for one in wording.CANNOT_TAKE}
        for name, table in (("genders", wording.GENDERS), ("not_traits", wording.CANNOT_TAKE)):
            offer(self, name, _choices(table))
        offer(self, "languages", _languages(spoken))

    def clean(self) -> dict[str, Any]:
        """Ages in order, and somebody at all."""
        told = super().clean() or {}
        first, last = told.get("age_min"), told.get("age_max")
        if first is not None and last is not None and last < first:
            self.add_error("age_max", say("Write an age that is not below the one above"))
        if "genders" in told and not told["genders"]:
            self.add_error(
                "genders", say("Choose at least one; or ring us, if nobody can stay now")
            )
        return told

    def accepts(self) -> Acceptance:
        """Whom they take in."""
        told = self.cleaned_data
        return Acceptance(
            age_min=told["age_min"] or 0,
            age_max=told["age_max"],
            size_max=told["size_max"],
            genders=frozenset(Gender(one) for one in told["genders"]),
            not_traits=frozenset(Trait(one) for one in told["not_traits"]) | self._kept,
        )

    def spoken(self) -> frozenset[str]:
        """The languages of the home."""
        return frozenset(self.cleaned_data["languages"])


class Days(forms.Form):
    """Days of the calendar, both ends included, and whether somebody may come on them."""

    first = day(_("First day"))
    last = day(_("Last day"))
    free = forms.ChoiceField(
        label=_("Can somebody stay on these days?"),
        choices=[("yes", _("Yes, they are free")), ("no", _("No, not on these days"))],
        error_messages={"required": _("Choose one of the two")},
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        told = super().clean() or {}
        if told.get("first") and told.get("last") and told["last"] < told["first"]:
            self.add_error("last", say("Write a day that is not before the first"))
        return told

    def days(self) -> Period:
        """The days, up to the one after the last."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"] + timedelta(days=1))


class YesOrNo(forms.Form):
    """One press."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    @property
    def yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class Says(forms.Form):
    """Something is not right: words or none."""

    words = words(
        _("If you like, say what it is"),
        help=_("You need not. Somebody reads it either way."),
        required=False,
    )


class Entry(forms.Form):
    """An entry of the diary."""

    words = words(
        _("What would you like to write down?"),
        help=_("You and the office read this. Your guest does not."),
        wrong=_("Write a few words first"),
    )

    def note(self) -> Note:
        """The entry."""
        return Note(self.cleaned_data["words"])
