"""What a program may be told. A field that is not here cannot reach an answer.

Every text in it is a word of ours (`Word`), a sentence of the rules or of a description that at
least five homes fit (`Said`), or what the gate let out (`Released`). A test walks the fields.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, StringConstraints

Word = Annotated[str, "a word of the service's own, out of a fixed list"]
Said = Annotated[str, "a sentence that tells no name, place or telephone"]
Released = Annotated[str, "a fact that the gate let out for this answer"]
Asked = Annotated[str, StringConstraints(max_length=64)]


class Open(Schema):
    open: bool


class Me(Schema):
    """Whose program it is. `acts`: whether it may do things, and not only read."""

    id: UUID
    role: Word
    acts: bool
    ends_at: datetime


class OnBoard(Schema):
    case: UUID
    on: date
    why: Word


class BoardList(Schema):
    first: list[OnBoard]
    count: int


class Board(Schema):
    come: BoardList
    waiting: BoardList
    today: BoardList
    week: BoardList
    overdue: BoardList
    back: BoardList
    unsent: BoardList
    by_hand: BoardList


class CaseLine(Schema):
    case: UUID
    state: Word
    opened_on: date


class Cases(Schema):
    cases: list[CaseLine]
    count: int
    page: int
    pages: int


class Stage(Schema):
    stage: Word
    how: Word
    on: date | None


class Case(Schema):
    case: UUID
    state: Word
    programme: Word
    opened_on: date
    parked_until: date | None
    next: Word
    steps: list[Stage]
    people: int
    placed: Word | None
    planned_on: date | None
    moved_on: date | None
    ended_on: date | None


class Home(Schema):
    """A home by its number. `area`: as coarse as the office speaks of it; `beds`: free now."""

    home: UUID
    number: Word
    area: Word
    kind: Word
    rooms: int
    beds: int
    has: list[Word]


class Fits(Schema):
    home: Home
    points: int
    because: list[Said]


class Shortlist(Schema):
    made_on: date | None
    homes: int
    fits: list[Fits]
    left: int


class WhyNot(Schema):
    """What speaks against it, for staff; `behind`: points behind the best, where nothing does."""

    home: Home
    allowed: bool
    against: list[Said]
    behind: int | None
    plan: Said | None


class Offer(Schema):
    """`word`: what the person said; nothing from when the two have met. `met`: as both know it."""

    offer: UUID
    home: UUID
    number: Word
    described: list[Said]
    fits: int
    put_at: datetime | None
    word: Word | None
    answered_at: datetime | None
    lapses_on: date | None
    ended: bool
    met: Word
    can_end: bool


class Offers(Schema):
    offers: list[Offer]
    count: int


class Told(Schema):
    """A fact that left: what kind it is, and its text."""

    kind: Word
    text: Released


class Card(Schema):
    """Where the person goes. Empty until their own yes has released it."""

    told: list[Told]


class Host(Schema):
    id: UUID
    areas: list[Word]
    beds: int
    beds_free: int
    tonight: bool
    may: Word
    lapses_on: date | None
    lacking: int


class Hosts(Schema):
    hosts: list[Host]
    count: int
    page: int
    pages: int


class Days(Schema):
    """Days from the first up to, not including, `end`; without an end they go on."""

    first: date
    end: date | None


class Room(Schema):
    at: int
    beds: int
    taken: bool


class Places(Schema):
    home: Home
    rooms: list[Room]
    free: list[Days]


class Count(Schema):
    """A count as it may be told: no value where it is small, or would give a small one away."""

    value: int | None
    few: bool


class OfArea(Schema):
    area: Word
    moved_in: Count
    waiting: Count
    free: Count


class Figures(Schema):
    at: datetime
    days: int
    moved_in: Count
    waiting: Count
    areas: list[OfArea]
    anywhere: Count
    free: Count
    planned: Count
    living: Count
    permanent: Count
    ended_as_planned: Count
    ended_sooner: Count
    cancelled: Count


class LatestFigures(Schema):
    """None where they were never worked out."""

    figures: Figures | None


class Done(Schema):
    """What an act made or changed, by its id and nothing else: an answer may be given again."""

    id: UUID


class Problem(Schema):
    """A mistake as RFC 9457 has it."""

    status: int
    title: Said
    detail: Said | None = None


class Exact(Schema):
    """What a program sends: no field more than there are."""

    model_config = ConfigDict(extra="forbid")


class PutOffer(Exact):
    home: UUID


class MakeShortlist(Exact):
    """`leave_homes`: leave homes for those who can live nowhere else."""

    leave_homes: bool = False


class SetDays(Exact):
    """Days on which somebody is taken (`free`), or on which nobody new is."""

    first: date
    end: date
    free: bool


class SetRoom(Exact):
    """How many beds for guests a room has."""

    beds: int
