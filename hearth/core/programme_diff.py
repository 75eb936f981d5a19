"""What one version of a programme changes against another, in plain sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, zip_longest

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.due import windows
from hearth.core.programme import EligibilityRule, Origin, Part, Programme, Recurrence, Rule, Stage

ADULT_FROM = 18
HORIZON_DAYS = 730  # how far ahead of a stay's first day due days are compared
_AGES = range(131)
_SAME_FOR_ALL = frozenset({"of", "id"})


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
class PartyFacts:
    """What eligibility asks of a party. `ages` in whole years; unknown ones are left out."""

    id: str
    ages: tuple[int, ...]
    size: int
    accompanied: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """Parties, by id, that a new version lets in or shuts out."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


def eligible(
    programme: Programme, *, ages: Sequence[int], party_size: int, accompanied: bool
) -> Decision:
    """Whether the service is for this party; every reason against it, with its margin.

    The eldest must be of the programme's age; children come with them. `accompanied` says that
    a minor is with somebody who has parental responsibility. A party of which no age is known
    is let through the age limits only when there are none. A programme without the rule is for
    everybody.
    """
    if not programme.has_rule(EligibilityRule.name):
        return Decision()
    rule = programme.rule(EligibilityRule)
    return Decision.all_of(
        (_of_age(rule, ages), _small_enough(rule, party_size), _with_adult(rule, ages, accompanied))
    )


def turned(old: Programme, new: Programme, parties: Iterable[PartyFacts]) -> Turned:
    """Who gains and who loses eligibility when `new` takes effect."""
    gained: list[str] = []
    lost: list[str] = []
    for party in parties:
        before, after = (_lets_in(one, party) for one in (old, new))
        if before != after:
            (gained if after else lost).append(party.id)
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


def _of_age(rule: EligibilityRule, ages: Sequence[int]) -> Decision:
    limited = rule.age_min > 0 or rule.age_max is not None
    if not limited:
        return Decision()
    if not ages:
        return _no("age_unknown", Margin("a known age", "none", "years"))
    eldest = max(ages)
    if eldest < rule.age_min:
        return _no("too_young", Margin(f"at least {rule.age_min}", str(eldest), "years"))
    if rule.age_max is not None and eldest > rule.age_max:
        return _no("too_old", Margin(f"at most {rule.age_max}", str(eldest), "years"))
    return Decision()


def _small_enough(rule: EligibilityRule, size: int) -> Decision:
    if rule.party_size_max is None or size <= rule.party_size_max:
        return Decision()
    return _no("party_too_large", Margin(f"at most {rule.party_size_max}", str(size), "people"))


def _with_adult(rule: EligibilityRule, ages: Sequence[int], accompanied: bool) -> Decision:
    minors = sum(age < ADULT_FROM for age in ages)
    if rule.unaccompanied_minors or accompanied or not minors:
        return Decision()
    return _no("unaccompanied_minor", Margin("a parent or guardian", f"{minors} minors alone"))


def _no(code: str, margin: Margin) -> Decision:
    return Decision.no(f"eligibility_{code}", STAFF_AND_RESIDENT, margin)


def _lets_in(programme: Programme, party: PartyFacts) -> bool:
    return eligible(
        programme, ages=party.ages, party_size=party.size, accompanied=party.accompanied
    ).allowed


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
        return "; ".join(f"{name} {_plain(one)}" for name, one in named if one not in (None, False))
    return str(value)


def _change(where: str, old: str | None, new: str | None) -> Change:
    if old is None:
        return Change(Kind.ADDED, where, "", new or "", f"{where} is new: {new}")
    if new is None:
        return Change(Kind.REMOVED, where, old, "", f"{where} is gone; it was: {old}")
    return Change(Kind.CHANGED, where, old, new, f"{where} was {old} and becomes {new}")


def _ages_turned(old: Programme, new: Programme) -> Iterator[Change]:
    """Ages at which somebody alone, or with a parent, gains or loses eligibility."""
    for accompanied, how in ((False, "alone"), (True, "with a parent or guardian")):
        lone = [PartyFacts(str(age), (age,), 1, accompanied) for age in _AGES]
        result = turned(old, new, lone)
        for kind, ages in ((Kind.GAINS, result.gained), (Kind.LOSES, result.lost)):
            for first, last in _runs([int(age) for age in ages]):
                aged = f"aged {first}" if first == last else f"aged {first} to {last}"
                said = f"somebody {aged}, {how}, {kind} eligibility"
                yield Change(kind, "rules.eligibility", "", "", said)


def _runs(ages: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Unbroken runs of ages, first and last of each."""
    for _, run in groupby(enumerate(ages), key=lambda numbered: numbered[1] - numbered[0]):
        members = [age for _, age in run]
        yield members[0], members[-1]


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
