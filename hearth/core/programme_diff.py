"""What one version of a programme changes against another, in plain sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, zip_longest
from uuid import UUID

from hearth.core.due import windows
from hearth.core.errors import BadInput
from hearth.core.ids import PartyId, PersonId
from hearth.core.person import Bond, Party, Person, Relation
from hearth.core.programme import Origin, Part, Programme, Recurrence, Rule, Stage
from hearth.core.programme_file import check_history
from hearth.core.rules.eligibility import admits
from hearth.core.units import Period

HORIZON_DAYS = 730  # how far ahead of a stay's first day due days are compared
_AGES = (*range(131), None)  # None: not known
_DAY = date(2000, 1, 1)  # any day will do: only whole years count
_SAME_FOR_ALL = frozenset({"of", "id"})
_NO_VALUES = _SAME_FOR_ALL | {"origin", "title"}


class Kind(StrEnum):
    """What happened to something between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    GAINS = "gains"
    LOSES = "loses"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `where` is its key, as `requirement.references.valid_months`."""

    kind: Kind
    where: str
    old: str
    new: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DueChange:
    """The `number`-th time something falls due, counted from 1, under each version.

    `days` is how much later it falls due, negative when earlier; None when only one version
    asks for it.
    """

    what: str
    number: int
    old: date | None
    new: date | None

    @property
    def days(self) -> int | None:
        return None if self.old is None or self.new is None else (self.new - self.old).days

    @property
    def sentence(self) -> str:
        """The change in words."""
        which = f"{self.what}, number {self.number}"
        if self.old is None or self.new is None:
            return f"{which}: no longer due" if self.new is None else f"{which}: new, {self.new}"
        late = abs((self.new - self.old).days)
        way = "later" if self.new > self.old else "earlier"
        return f"{which}: due {late} {_plural('day', late)} {way}, {self.new}"


@dataclass(frozen=True, slots=True)
class Turned:
    """Parties, by the hex of their id, that a new version lets in or shuts out."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


def turned(old: Programme, new: Programme, parties: Iterable[Party]) -> Turned:
    """Who gains and who loses eligibility when `new` takes effect."""
    gained: list[str] = []
    lost: list[str] = []
    for party in parties:
        before, after = (admits(one, party).allowed for one in (old, new))
        if before != after:
            (gained if after else lost).append(party.id.hex)
    return Turned(tuple(gained), tuple(lost))


def diff(old: Programme, new: Programme) -> list[Change]:
    """Every difference that decides something, and the ages that gain or lose eligibility.

    Sources and dates of reading are compared as well: a number that stays while its source
    changes is a change.
    """
    before, after = _told(old), _told(new)
    changed = (
        _change(where, before.get(where), after.get(where))
        for where in dict.fromkeys([*before, *after])
        if before.get(where) != after.get(where)
    )
    return [*changed, *_ages_turned(old, new)]


def due_changes(old: Programme, new: Programme, on: date) -> list[DueChange]:
    """What falls due earlier or later for a stay that starts on `on`, two years ahead.

    Recurrences are followed from one to the next as if each is held on its due day;
    requirements as if each was met on `on`. What stays the same is left out.
    """
    found = [*_recurrences_turned(old, new, on), *_requirements_turned(old, new, on)]
    return [change for change in found if change.old != change.new]


def _recurrences_turned(old: Programme, new: Programme, on: date) -> Iterator[DueChange]:
    before, after = ({one.id: one for one in programme.recurrences} for programme in (old, new))
    for id in dict.fromkeys([*before, *after]):
        pair = [before.get(id), after.get(id)]
        count = max(len(_due_by(one, on, on + timedelta(HORIZON_DAYS))) for one in pair)
        days = [_first_due(one, on, count) for one in pair]
        for number, (one, other) in enumerate(zip_longest(*days), start=1):
            yield DueChange(f"recurrence.{id}", number, one, other)


def _requirements_turned(old: Programme, new: Programme, on: date) -> Iterator[DueChange]:
    before, after = (
        {one.id: one.valid_until(on) for one in programme.requirements} for programme in (old, new)
    )
    for id in dict.fromkeys([*before, *after]):
        yield DueChange(f"requirement.{id}", 1, before.get(id), after.get(id))


def _due_by(recurrence: Recurrence | None, on: date, until: date) -> list[date]:
    return [one.due_on for one in windows(recurrence, on, until)] if recurrence else []


def _first_due(recurrence: Recurrence | None, on: date, count: int) -> list[date]:
    """The first `count` due days, or all when there are fewer, however far ahead."""
    if recurrence is None:
        return []
    slowest = max(stage.days for stage in recurrence.stages)
    return _due_by(recurrence, on, on + timedelta(slowest * count))[:count]


@dataclass(frozen=True, slots=True)
class Told:
    """One value of a part as people read it, and where it comes from. No name: in force."""

    name: str
    value: str
    origin: Origin


def values_told(part: Part) -> tuple[Told, ...]:
    """Every value of a part beside its own source; of a part without any, its source alone."""
    found = tuple(
        Told(own.name.replace("_", " "), _plain(value), part.origin.of(own.name))
        for own in fields(part)
        if own.name not in _NO_VALUES and (value := getattr(part, own.name)) is not None
    )
    return found or (Told("", "", part.origin),)


def cannot_follow(before: Programme, after: Programme) -> str | None:
    """Why the new text cannot take the place of the old one as it stands, in a sentence."""
    if before.ref == after.ref:
        return f"both are called {after.ref}: a version in use is never edited, so raise its number"
    try:
        check_history((before, after))
    except BadInput as error:
        return str(error)
    return None


def _told(programme: Programme) -> dict[str, str]:
    """Every value of the programme by its key, as text."""
    told = {
        f"programme.{name}": str(getattr(programme, name)) for name in ("title", "jurisdiction")
    }
    for word in fields(programme.words):
        told[f"words.{word.name}"] = str(getattr(programme.words, word.name))
    for part in programme.parts():
        told |= dict(_part_told(part))
    return told


def _part_told(part: Part) -> Iterator[tuple[str, str]]:
    """A part's values by key, and the part itself, so that one without thresholds shows."""
    key = _key(part)
    yield key, "in force"
    for own in fields(part):
        value = getattr(part, own.name)
        if own.name not in _SAME_FOR_ALL and value is not None:
            yield f"{key}.{own.name}", _plain(value)


def _key(part: Part) -> str:
    if isinstance(part, Rule):
        return f"rules.{part.name}"
    kind = _KIND_OF.get(type(part).__name__, "")
    return f"{kind}.{part.id}" if kind else part.id


_KIND_OF = {
    "Assessment": "assessment",
    "Requirement": "requirement",
    "Recurrence": "recurrence",
    "SensitiveKind": "sensitive",
    "Retention": "retention",
}


def _plain(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_plain(one) for one in value) or "none"
    if isinstance(value, Stage | Origin):
        named = ((own.name, getattr(value, own.name)) for own in fields(value))
        said = ((name, one) for name, one in named if one not in (None, False, ()))
        return "; ".join(f"{name} {_plain(one)}" for name, one in said)
    return str(value)


def _change(where: str, old: str | None, new: str | None) -> Change:
    if old is None:
        return Change(Kind.ADDED, where, "", new or "", f"{where} is new: {new}")
    if new is None:
        return Change(Kind.REMOVED, where, old, "", f"{where} is gone; it was: {old}")
    return Change(Kind.CHANGED, where, old, new, f"{where} was {old} and becomes {new}")


def _ages_turned(old: Programme, new: Programme) -> Iterator[Change]:
    """Ages at which somebody alone, or with a child of theirs, gains or loses eligibility."""
    for child, how in ((False, "alone"), (True, "with a child")):
        result = turned(old, new, (_aged(at, child=child) for at in range(len(_AGES))))
        for kind, ids in ((Kind.GAINS, result.gained), (Kind.LOSES, result.lost)):
            for aged in _runs([_AGES[UUID(id).int] for id in ids]):
                said = f"somebody {aged}, {how}, {kind} eligibility"
                yield Change(kind, "rules.eligibility", "", "", said)


def _aged(at: int, *, child: bool) -> Party:
    """Somebody of the age at this position, alone or with a newborn child. The id says which."""
    age = _AGES[at]
    born_on = None if age is None else _DAY.replace(year=_DAY.year - age)
    one = Person(id=PersonId(UUID(int=0)), born_on=born_on)
    baby = Person(id=PersonId(UUID(int=1)), born_on=_DAY)
    return Party(
        id=PartyId(UUID(int=at)),
        people=(one, baby) if child else (one,),
        stay=Period(_DAY),
        relations=frozenset({Relation(one.id, baby.id, Bond.PARENT_CHILD)} if child else ()),
    )


def _runs(ages: Sequence[int | None]) -> Iterator[str]:
    """Unbroken runs of ages in words, and the age that is not known."""
    known = [age for age in ages if age is not None]
    for _, run in groupby(enumerate(known), key=lambda numbered: numbered[1] - numbered[0]):
        first, *others = [age for _, age in run]
        yield f"aged {first} to {others[-1]}" if others else f"aged {first}"
    if None in ages:
        yield "of an age not known"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
