"""Two talks, apart and out of earshot, or the check does not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.decision import Decision, Margin
from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid
from hearth.core.ids import PrincipalId
from hearth.core.programme import Place
from hearth.core.questions import Answer
from hearth.core.steps import Step, step
from hearth.core.where import Met, Must, suits

VISITOR, LEAD = Audience.VISITOR, Audience.LEAD
READERS = frozenset({VISITOR, LEAD})  # never the host, never the host's own worker


class State(StrEnum):
    DUE = "due"
    HELD = "held"  # it counts
    NOT_COUNTED = "not_counted"  # somebody came, and the person was not seen alone
    REFUSED = "refused"  # the person did not want to be seen; their right
    OVERDUE = "overdue"
    DROPPED = "dropped"  # the stay ended first
    REPLACED = "replaced"  # worked out again: another one is due in its place, or none


class Act(StrEnum):
    HOLD = "hold"
    HOLD_IN_EARSHOT = "hold_in_earshot"
    REFUSE = "refuse"
    PASS_DUE = "pass_due"
    DROP = "drop"
    REPLACE = "replace"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.DUE, Act.HOLD): step(State.HELD, VISITOR),
    (State.DUE, Act.HOLD_IN_EARSHOT): step(State.NOT_COUNTED, VISITOR),
    (State.DUE, Act.REFUSE): step(State.REFUSED, VISITOR),  # to whom the person said it
    (State.DUE, Act.PASS_DUE): step(State.OVERDUE, Audience.CLOCK),
    (State.DUE, Act.DROP): step(State.DROPPED, Audience.CASEWORKER, LEAD, Audience.CLOCK),
    (State.DUE, Act.REPLACE): step(
        State.REPLACED, Audience.CASEWORKER, LEAD, Audience.RESIDENT, Audience.CLOCK
    ),
    (State.OVERDUE, Act.HOLD): step(State.HELD, VISITOR),
    (State.OVERDUE, Act.HOLD_IN_EARSHOT): step(State.NOT_COUNTED, VISITOR),
    (State.OVERDUE, Act.REFUSE): step(State.REFUSED, VISITOR),
    (State.OVERDUE, Act.DROP): step(State.DROPPED, Audience.CASEWORKER, LEAD, Audience.CLOCK),
}
START = State.DUE
SAID_HIDDEN = "said-hidden"  # the fact by which a person keeps their talks off their own pages
WAITS_FOR_COLLEAGUE = "waits_for_colleague"  # why a visit by two is not settled yet
HALF = "half"  # the sealed fact of what one of two has handed in
COUNTS = frozenset({State.HELD})


class With(StrEnum):
    RESIDENT = "resident"
    HOST = "host"


def note_of(with_: With) -> str:
    """The kind of the note of a talk: one for each of the two."""
    return f"talk_{with_}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One of the two talks: with whom, where, from when to when, and who could have heard.

    `where` is in words, `met` what the rules read of it; None where nobody was asked yet. `by`: the
    visitor who held it, where that is known. What was said is no field here: it is sealed apart,
    as testimony.
    """

    with_: With
    began_at: datetime
    ended_at: datetime
    where: str
    in_earshot: frozenset[With] = frozenset()
    met: Met | None = None
    by: PrincipalId | None = None

    def __post_init__(self) -> None:
        if self.began_at.tzinfo is None or self.ended_at.tzinfo is None:
            raise InvalidValue("a talk needs its time zone")
        if self.ended_at <= self.began_at:
            raise InvalidValue("a talk ends after it begins")


@dataclass(frozen=True, slots=True, repr=False)
class Half(Unsaid):
    """What is known of a visit by two of which one has handed in: each talk, and nothing said."""

    talks: tuple[Talk, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a talk came that was written down away from the network: both clocks, side by side.

    `phone_at`: when it was closed, by the phone's clock, which may be wrong. `ahead_s`: by how
    many seconds that clock was ahead of ours when it arrived; below 0 it was behind. `noted`:
    codes of what was odd about it, for the lead.
    """

    phone_at: datetime
    arrived_at: datetime
    ahead_s: int
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Testimony:
    """One talk and what was said in it. Sealed; its text form shows no word of it.

    `answers` are those to the form (`name.version`) that the programme asked by; `arrival` is
    there where it came out of a pack. `against`: why its check does not count, as codes, by the
    rule `asked_for_by`; empty where it counts.
    """

    talk: Talk
    said: str = field(repr=False)
    form: str = ""
    answers: tuple[Answer, ...] = field(default=(), repr=False)
    arrival: Arrival | None = None
    against: tuple[str, ...] = ()
    asked_for_by: str = ""


_ANY = Must()


def counts(
    talks: Sequence[Talk], asked_of: Sequence[With], now: datetime, must: Must = _ANY
) -> Decision:
    """Whether these talks make a check that counts.

    Each one the programme asks for was held, and as `must` says: both in person where it asks
    for that, the person's where it asks for a place. The host could not hear the person's; no two
    overlapped in time, unless two visitors held them apart (`_apart`); none lies in the future.
    Where there were several with one of them, all are looked at; that one of them was at the right
    place is enough.
    """
    resident = [talk for talk in talks if talk.with_ is With.RESIDENT]
    host = [talk for talk in talks if talk.with_ is With.HOST]
    held = {talk.with_ for talk in talks}
    against = [
        Decision.no(f"no_talk_with_{missing}", READERS)
        for missing in asked_of
        if missing not in held
    ]
    against.append(_suits(must, resident))
    if With.HOST in asked_of:
        against.append(_suits(replace(must, place=Place.EITHER), host))
    if any(With.HOST in talk.in_earshot for talk in resident):
        against.append(Decision.no("not_alone", READERS, Margin("out of earshot", "in earshot")))
    if not all(_apart(one, other) for one in resident for other in host):
        against.append(Decision.no("not_apart", READERS, Margin("one after the other", "at once")))
    if any(talk.ended_at > now for talk in talks):
        against.append(Decision.no("not_yet", READERS))
    return Decision.all_of(against)


def _suits(must: Must, talks: Sequence[Talk]) -> Decision:
    """What speaks against the first of them, where something does against each."""
    found = [suits(must, talk.met, READERS) for talk in talks]
    return found[0] if found and not any(one.allowed for one in found) else Decision()


def was_at_home(talks: Sequence[Talk]) -> bool | None:
    """Whether the person was seen at the home; None where it is not known."""
    known = [talk.met for talk in talks if talk.with_ is With.RESIDENT and talk.met is not None]
    return Met.HOME in known if known else None


def _apart(one: Talk, other: Talk) -> bool:
    """One after the other; or at once by two visitors, at two places, neither heard by the other.

    Where it is not known who held a talk, it is taken for the same visitor.
    """
    if not _overlap(one, other):
        return True
    by_two = None not in (one.by, other.by) and one.by != other.by
    return by_two and not one.in_earshot | other.in_earshot and _place(one) != _place(other)


def _place(talk: Talk) -> str:
    return " ".join(talk.where.casefold().split())


def _overlap(one: Talk, other: Talk) -> bool:
    return one.began_at < other.ended_at and other.began_at < one.ended_at
