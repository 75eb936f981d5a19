"""A host, the household, what they can take, and the record of their vetting."""

from calendar import isleap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self

from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.ids import HostId, PersonId
from hearth.core.person import Gender, Trait
from hearth.core.programme import Before, Requirement, Scope
from hearth.core.units import Period, without, years_between

ADULT_FROM = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the household, or a frequent visitor (`lives_in` false)."""

    id: PersonId
    born_on: date | None = None
    gender: Gender = Gender.UNKNOWN
    lives_in: bool = True

    def is_over(self, age: int, day: date) -> bool:
        """Whether a step asked of everybody of `age` years and more is asked of this one.

        An unknown age counts as old enough: a check too many harms nobody.
        """
        return self.born_on is None or years_between(self.born_on, day) >= age


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One step of vetting done. `subject` is the member it is about; None: the home or the host."""

    requirement: str
    on: date
    outcome: Outcome = Outcome.PASSED
    subject: PersonId | None = None
    until: date | None = None  # earlier end than the programme's, where the paper says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A step that need not be done: by whose word, why, and until when. Never without an end."""

    requirement: str
    period: Period
    approved_by: str
    reason: str
    subject: PersonId | None = None

    def __post_init__(self) -> None:
        if self.period.end is None or not self.approved_by or not self.reason:
            raise InvalidValue("an exemption needs a named approver, a reason and an end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What the host says they can take. Nobody asks them why either."""

    age_min: int = 0
    age_max: int | None = None
    size_max: int | None = None
    genders: frozenset[Gender] = frozenset(Gender)
    not_traits: frozenset[Trait] = frozenset()

    def __post_init__(self) -> None:
        if self.age_min < 0 or (self.age_max is not None and self.age_max < self.age_min):
            raise InvalidValue("a host takes ages from 0 or more up to no less than that")
        if self.size_max is not None and self.size_max < 1:
            raise InvalidValue("a host takes parties of 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Whoever offers a home, without a name: the household, the vetting, the limits."""

    id: HostId
    members: tuple[Member, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    accepts: Acceptance = field(default_factory=Acceptance)
    languages: frozenset[str] = frozenset()
    hostile_to: frozenset[PersonId] = frozenset()
    paused: tuple[Period, ...] = ()
    stays_before: int = 0

    @property
    def circle(self) -> frozenset[PersonId]:
        """The household and its frequent visitors."""
        return frozenset(member.id for member in self.members)

    def is_paused(self, day: date) -> bool:
        """Whether they asked for nobody to be brought to them on this day."""
        return any(period.covers(day) for period in self.paused)

    def resumed(self, today: date) -> Self:
        """The host without a pause from today on. Raises RuleBroken where there is none."""
        kept = without(self.paused, Period(today))
        if kept == self.paused:
            raise RuleBroken("this host is not paused, so there is no pause to lift")
        return replace(self, paused=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Days on which a host is brought nobody, and why. The reason is the office's to know."""

    period: Period
    reason: str

    def __post_init__(self) -> None:
        if self.period.end is None or self.period.end == self.period.first or not self.reason:
            raise InvalidValue("a pause needs a reason, and an end after its first day")


@dataclass(frozen=True, slots=True)
class Missing:
    """A requirement not met on a day: which, for whom, and `why` never, lapsed or failed."""

    requirement: str
    subject: PersonId | None
    why: str
    since: date | None = None


def asked_before(step: Before, requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """The requirements that must be met before a step; before a placement, all of them."""
    wanted = {Before.OFFER} if step is Before.OFFER else set(Before)
    return tuple(one for one in requirements if one.before in wanted)


def subjects(host: Host, requirement: Requirement, day: date) -> tuple[PersonId | None, ...]:
    """Everybody the requirement is asked of on `day`. None stands for the home or the host."""
    if requirement.scope in (Scope.HOME, Scope.HOST):
        return (None,)
    age = _asked_from(requirement)
    return tuple(m.id for m in host.members if m.is_over(age, day))


def _asked_from(requirement: Requirement) -> int:
    """From which age on a step of the household is asked of somebody."""
    return (requirement.age or 0) if requirement.scope is Scope.MEMBER_OVER else ADULT_FROM


def missing_on(host: Host, requirements: Sequence[Requirement], day: date) -> tuple[Missing, ...]:
    """Every requirement this host does not meet on `day`, for each whom it is asked of."""
    return tuple(
        lack
        for requirement in requirements
        for subject in subjects(host, requirement, day)
        if (lack := _lack(host, requirement, subject, day)) is not None
    )


def _lack(
    host: Host, requirement: Requirement, subject: PersonId | None, day: date
) -> Missing | None:
    done = [
        e
        for e in host.evidence
        if e.requirement == requirement.id and e.subject == subject and e.on <= day
    ]
    return _lack_of(_last(done), host, requirement, subject, day)


def _lack_of(
    newest: Sequence[Evidence],
    host: Host,
    requirement: Requirement,
    subject: PersonId | None,
    day: date,
) -> Missing | None:
    if any(e.outcome is Outcome.FAILED for e in newest):
        return Missing(requirement.id, subject, "failed", newest[0].on)
    if _is_exempt(host, requirement, subject, day):
        return None
    if not newest:
        return Missing(requirement.id, subject, "never")
    end = min(filter(None, (ends_on(e, requirement) for e in newest)), default=None)
    return Missing(requirement.id, subject, "lapsed", end) if end and end <= day else None


class Standing(StrEnum):
    """How one step of vetting stands on a day."""

    MET = "met"
    EXCUSED = "excused"  # somebody let it wait, until a day
    NEVER = "never"
    LAPSED = "lapsed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One requirement for one whom it is asked of, as it stands on a day.

    on : when it was last done. until : the first day on which it no longer counts; where it
    lapsed, since when; None where it failed or never lapses.
    """

    requirement: Requirement
    subject: PersonId | None
    standing: Standing
    on: date | None = None
    until: date | None = None


def steps_on(host: Host, requirements: Sequence[Requirement], day: date) -> tuple[Step, ...]:
    """Every step asked of this host, done or not. Those that lack are those of `missing_on`.

    Cost: some 100 microseconds for a household of two.
    """
    done: dict[tuple[str, PersonId | None], list[Evidence]] = {}
    for one in host.evidence:
        if one.on <= day:
            done.setdefault((one.requirement, one.subject), []).append(one)
    return tuple(
        _step(_last(done.get((requirement.id, subject), ())), host, requirement, subject, day)
        for requirement in requirements
        for subject in subjects(host, requirement, day)
    )


def _step(
    newest: Sequence[Evidence],
    host: Host,
    requirement: Requirement,
    subject: PersonId | None,
    day: date,
) -> Step:
    until = min(filter(None, (ends_on(e, requirement) for e in newest)), default=None)
    lack = _lack_of(newest, host, requirement, subject, day)
    standing = Standing(lack.why) if lack else Standing.MET
    if lack is None and (not newest or (until is not None and until <= day)):
        standing = Standing.EXCUSED
        until = max(_excused_until(host, requirement, subject, day))
    on = newest[0].on if newest else None
    until = None if standing is Standing.FAILED else until
    return Step(requirement=requirement, subject=subject, standing=standing, on=on, until=until)


def _last(done: Sequence[Evidence]) -> Sequence[Evidence]:
    """What was found last; on one day it may be several things."""
    last = max((e.on for e in done), default=None)
    return [e for e in done if e.on == last]


def _is_exempt(host: Host, requirement: Requirement, subject: PersonId | None, day: date) -> bool:
    """Whether somebody let this step wait. What was done and failed is never excused by it."""
    return any(_excused_until(host, requirement, subject, day))


def _excused_until(
    host: Host, requirement: Requirement, subject: PersonId | None, day: date
) -> Iterator[date]:
    for e in host.exemptions:
        same = e.requirement == requirement.id and e.subject == subject
        if same and e.period.covers(day) and e.period.end is not None:
            yield e.period.end


def ends_on(evidence: Evidence, requirement: Requirement) -> date | None:
    """First day on which the evidence no longer counts; None when it never lapses."""
    by_rule = requirement.valid_until(evidence.on)
    return min(filter(None, (by_rule, evidence.until)), default=None)


def vetting_holds_until(host: Host, requirements: Sequence[Requirement], day: date) -> date | None:
    """First day after `day` on which something begins or ends or somebody comes of age.

    Until then `missing_on` finds what it finds on `day`. None when nothing more is to come.
    """
    return min((turn for turn in _turning_days(host, requirements) if turn > day), default=None)


def vetted_until(host: Host, requirements: Sequence[Requirement], day: date) -> date | None:
    """First day from `day` on that the host is not vetted; `day` itself when not vetted now.

    None when nothing lapses. Looked at are `day` and each day after it on which
    something is done or ends or somebody comes of age.
    """
    if missing_on(host, requirements, day):
        return day
    turning = {d for d in _turning_days(host, requirements) if d > day}
    return next((d for d in sorted(turning) if missing_on(host, requirements, d)), None)


def _turning_days(host: Host, requirements: Sequence[Requirement]) -> set[date]:
    by_id = {r.id: r for r in requirements}
    ends = {ends_on(e, by_id[e.requirement]) for e in host.evidence if e.requirement in by_id}
    ends |= {e.on for e in host.evidence}
    ends |= {day for e in host.exemptions for day in (e.period.first, e.period.end)}
    ages = {_asked_from(r) for r in requirements if r.scope not in (Scope.HOME, Scope.HOST)}
    ends |= {_birthday(m.born_on, age) for m in host.members if m.born_on for age in ages}
    return {d for d in ends if d is not None}


def _birthday(born_on: date, age: int) -> date:
    year = born_on.year + age
    if (born_on.month, born_on.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return born_on.replace(year=year)
