"""The questions of the desk. They check shape; whether something is allowed is the core's."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hearth.actions.arrival import Other
from hearth.core.identity import PersonIdentity
from hearth.core.person import Bond
from hearth.core.place import Danger
from hearth.core.sensitive import SensitivePeriod
from hearth.queries.arrival import Offered
from hearth.web.offered import offer
from hearth.web.telling.fields import LONGEST, NAME, Dangers, Day, Languages, Lines, Many, Text
from hearth.web.telling.forms import Asked, Away, Needs, Offers, Says, heeded
from hearth.web.telling.words import BONDS, GENDERS, KINDS, NEEDED, REFUSED, TIERS, choices
from hearth.web.words import _, say

DAYS = 90  # that a stay is asked for, where nobody says otherwise
DAYS_MAX = 3_650
TOGETHER_MAX = 12  # people of one party besides the first
ALONE, WITH_OTHERS = "alone", "others"

NAME_MISSING = _("Write the name they give. Any name they want to be called by will do.")


class Who(Asked):
    """Who they are."""

    name = forms.CharField(max_length=NAME)
    known_as = forms.CharField(max_length=NAME, required=False)
    born_on = Day(required=False)
    gender = forms.ChoiceField(required=False, initial="unknown")
    company = forms.ChoiceField(initial=ALONE)

    offers: ClassVar[Offers] = {
        "gender": GENDERS,
        "company": {ALONE: _("No"), WITH_OTHERS: _("Yes")},
    }
    says: ClassVar[Says] = {
        "name": (_("What is their name?"), _("The name they give.")),
        "known_as": (_("What do they want to be called?"), _("Where it is another name.")),
        "born_on": (_("When were they born?"), _("If they say. For example, 27 3 2007")),
        "gender": (_("How do they describe themselves?"), ""),
        "company": (_("Is anybody with them who stays with them?"), ""),
    }

    def __init__(self, *words: Any, **how: Any) -> None:
        super().__init__(*words, **how)
        self.fields["name"].error_messages["required"] = say(NAME_MISSING)

    def identity(self) -> PersonIdentity:
        """Who they are, once checked."""
        said = self.cleaned_data
        return PersonIdentity(name=said["name"], known_as=said["known_as"], born_on=said["born_on"])


class Tonight(Asked):
    """Where they are, how urgent it is, and for how long."""

    where = Text()
    tier = forms.TypedChoiceField(coerce=int)
    first = Day(required=False)
    days = forms.IntegerField(min_value=1, max_value=DAYS_MAX, initial=DAYS)
    programme = forms.ChoiceField()

    offers: ClassVar[Offers] = {"tier": TIERS}
    says: ClassVar[Says] = {
        "where": (_("Where are they tonight?"), _("For the office alone, and for them.")),
        "tier": (_("How soon do they need a home?"), ""),
        "first": (_("From which day?"), _("For example, 27 3 2027. Left empty: from today.")),
        "days": (_("For how many days?"), ""),
        "programme": (_("Under which service?"), ""),
    }

    def __init__(self, *words: Any, offered: tuple[Offered, ...] = (), **how: Any) -> None:
        super().__init__(*words, **how)
        named = [(one.name, one.title) for one in offered]
        offer(self, "programme", named)
        self.fields["tier"].error_messages["required"] = say(_("Choose how soon they need a home."))
        self.fields["days"].error_messages["required"] = say(
            _("Write a number of days, such as 90.")
        )


class Change(Asked):
    """What the office writes anew. Their own words are not here: those are theirs."""

    needs = Many(required=False)
    languages = Languages(required=False, max_length=LONGEST)
    keep_away = Lines(required=False, max_length=LONGEST)
    areas = Lines(required=False, max_length=LONGEST)
    dangers = Dangers(required=False, max_length=LONGEST)
    refused = Many(required=False)
    kinds = Many(required=False)
    tier = forms.TypedChoiceField(coerce=int)
    first = Day(required=False)
    days = forms.IntegerField(min_value=1, max_value=DAYS_MAX)

    offers: ClassVar[Offers] = {
        "needs": NEEDED,
        "refused": REFUSED,
        "kinds": KINDS,
        "tier": TIERS,
    }
    says: ClassVar[Says] = {
        **{name: Needs.says[name] for name in ("needs", "languages")},
        **{name: Away.says[name] for name in ("refused", "kinds", "areas", "dangers")},
        "keep_away": (_("Who else must not find them?"), Away.says["keep_away"][1]),
        **{name: Tonight.says[name] for name in ("tier", "first", "days")},
    }

    def __init__(self, *words: Any, keeps_distance: bool, **how: Any) -> None:
        super().__init__(*words, **how)
        self.keeps_distance = keeps_distance

    def clean_dangers(self) -> tuple[Danger, ...]:
        """The places. Raises ValidationError where no rule of the service would heed them."""
        return heeded(self.cleaned_data["dangers"], self.keeps_distance)


class Others(forms.Form):
    """Those who are with them: as many rows as there are, and some to fill."""

    def __init__(self, data: Any = None, *, initial: Any = None, rows: int = 3) -> None:
        super().__init__(data, initial=initial)
        self.rows = min(rows, TOGETHER_MAX)
        for at in range(self.rows):
            name = forms.CharField(
                max_length=NAME, required=False, label=say(_("Name, if they like"))
            )
            born = Day(required=False, label=say(_("Born on")), help_text=say(_("27 3 2019")))
            bond = forms.ChoiceField(
                required=False, label=say(_("Who they are to them")), choices=choices(BONDS)
            )
            self.fields |= {f"name_{at}": name, f"born_{at}": born, f"bond_{at}": bond}

    @property
    def people(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each row."""
        return [
            (self[f"name_{at}"], self[f"born_{at}"], self[f"bond_{at}"]) for at in range(self.rows)
        ]

    def others(self) -> tuple[Other, ...]:
        """Whoever was told of, once checked."""
        said = self.cleaned_data
        rows = [
            (said[f"name_{at}"], said[f"born_{at}"], said[f"bond_{at}"]) for at in range(self.rows)
        ]
        return tuple(
            Other(name=name, born_on=born, bond=Bond(bond) if bond else None)
            for name, born, bond in rows
            if name or born or bond
        )


TIME_MISSING = {
    "who": _("Choose whom it is about."),
    "kind": _("Choose which time it is."),
    "first": _("Write the day on which it begins."),
    "length": _("Write for how many days it lasts."),
}


class Periods(Asked):
    """A time in which they need more care."""

    kind = forms.ChoiceField(required=False)
    first = Day(required=False)
    length = forms.IntegerField(required=False, min_value=1, max_value=DAYS_MAX)
    every = forms.IntegerField(required=False, min_value=1, max_value=DAYS_MAX)

    says: ClassVar[Says] = {
        "kind": (_("Is there a time in which they need more care?"), ""),
        "first": (_("When does it begin next?"), _("For example, 27 3 2027")),
        "length": (_("How many days does it last?"), ""),
        "every": (_("After how many days does it come back?"), _("Left empty: it does not.")),
    }

    def __init__(self, *words: Any, kinds: tuple[tuple[str, str], ...] = (), **how: Any) -> None:
        super().__init__(*words, **how)
        none = ("", say(_("No, or not said")))
        offer(self, "kind", [none, *kinds])

    def clean(self) -> dict[str, Any]:
        """What was said. A time that has a kind has a beginning and a length as well."""
        said = super().clean() or {}
        if said.get("kind"):
            for name in ("first", "length"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, say(TIME_MISSING[name]))
        length, every = said.get("length"), said.get("every")
        if length and every and every <= length:
            self.add_error("every", say(_("It must end before it comes back: write more days.")))
        return said


class TimeOfCare(Periods):
    """A time of more care that somebody tells of during a stay. There must be one."""

    who = forms.ChoiceField()

    says: ClassVar[Says] = Periods.says | {
        "who": (_("Who is it about?"), ""),
        "kind": (_("Which time is it?"), ""),
    }

    def __init__(
        self,
        *words: Any,
        kinds: tuple[tuple[str, str], ...],
        people: tuple[tuple[UUID, str], ...],
        **how: Any,
    ) -> None:
        super().__init__(*words, kinds=kinds, **how)
        offer(self, "kind", kinds)
        for name, text in TIME_MISSING.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = say(text)
        self._alone = people[0][0] if len(people) == 1 else None
        if self._alone is not None:
            del self.fields["who"]
        else:
            offer(self, "who", [(str(id), name) for id, name in people])

    @property
    def person(self) -> UUID:
        """Whom it is about, once checked."""
        return self._alone or UUID(self.cleaned_data["who"])

    @property
    def period(self) -> SensitivePeriod:
        """The time, once checked."""
        said = self.cleaned_data
        return SensitivePeriod(
            kind=said["kind"], first=said["first"], days=said["length"], every_days=said["every"]
        )


def first_day(said: date | None, today: date) -> date:
    """The first day of the stay: as said, and never before today."""
    return max(said, today) if said else today
