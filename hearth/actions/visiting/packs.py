"""A pack: the day's visits taken along on a phone, and what comes back when there is a network.

What is in a pack is told once, to the page that closes it; here is kept which visits it has and a
hash of its token. Parcels are sealed on the phone to the running program's public key. Whatever is
odd about one, its words are kept: a check is settled as by hand, or the lead reads them beside it.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hmac import compare_digest
from secrets import token_bytes
from uuid import UUID

from django.db import transaction

from hearth.actions import checks
from hearth.actions.visiting import visits
from hearth.actions.visiting.together import settle
from hearth.core.actor import Actor
from hearth.core.audience import Audience
from hearth.core.checks import WAITS_FOR_COLLEAGUE, Arrival, Talk, Testimony, With, counts
from hearth.core.errors import HearthError, InvalidValue, NotFound, RuleBroken, Sealed, Tampered
from hearth.core.gate import VISIT, Fact, FactKind, Message
from hearth.core.gate.leaves import Told
from hearth.core.identity import Address, HostIdentity
from hearth.core.ids import PrincipalId
from hearth.core.packs import CLOCK_S, SHIFT, Handed, Noted, Outcome, Parcel, draft_name
from hearth.core.placement import LIVES_THERE
from hearth.core.programme_file.questions import for_talk
from hearth.core.questions import Questionnaire, respond
from hearth.core.where import Must
from hearth.seal import parcel as seal
from hearth.seal.item import commitment
from hearth.store import drafts, events, facts, outbox, principals, programmes, rows, values
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING, asked_by, asked_of, may_be_refused, musts_of
from hearth.store.drafts import Typed
from hearth.store.models import (
    CheckRow,
    DraftRow,
    PackedRow,
    PackRow,
    ParcelRow,
    PlacementRow,
)
from hearth.store.models.checks import made_by

PURPOSE = "pack"
ENDS_FOR = frozenset({Audience.LEAD, Audience.ADMINISTRATOR})  # beside whoever took it along
MINUTE = timedelta(minutes=1)
NOT_SEEN = "Did not want to be seen this time."


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedVisit:
    """What must be known of one visit: the door, with whom to talk, and what to ask.

    `may_refuse`: whether its rule lets the person say no to being seen.
    """

    check: UUID
    due_on: date
    asked: tuple[With, ...]
    forms: dict[With, Questionnaire]
    must: Must
    may_refuse: bool
    host: HostIdentity = field(repr=False)
    at: Address = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A new pack. The token is told once; `key` is the public key that parcels are sealed to."""

    id: UUID
    token: str = field(repr=False)
    key: bytes
    ends_at: datetime
    visits: tuple[PackedVisit, ...]
    told: Told = field(repr=False)


@transaction.atomic
def prepare(*, by: SignedIn, service: SignedIn, now: datetime) -> Prepared:
    """Pack the visits that this visitor has taken on today. Packs made before end: one is out.

    Raises RuleBroken where none is taken on, WrongHands for everybody else. Cost: two openings.
    """
    events.begin_write()
    rows.only(by, Audience.VISITOR)
    mine = CheckRow.objects.filter(made_by(by.id), taken_on=now.date(), state__in=WAITING)
    found = list(mine.select_related("placement__home__host").order_by("due_on", "id"))
    if not found:
        raise RuleBroken("take a visit on first; there is nothing to take along yet")
    PackRow.objects.filter(visitor=by.id, ended_at=None, ends_at__gt=now).update(ended_at=now)
    token = urlsafe_b64encode(token_bytes(32)).decode()
    ends_at = now + SHIFT
    row = PackRow.objects.create(
        visitor_id=by.id, token_hash=commitment(token.encode()), made_at=now, ends_at=ends_at
    )
    PackedRow.objects.bulk_create(
        PackedRow(pack=row, check_was=one.id, placement=one.placement, programme=one.programme)
        for one in found
    )
    packed = _packed(found, by=by, now=now)
    events.record("pack.made", by=by, about=row.id, now=now)
    key = principals.public_keys([service.id])[service.id]
    told = _told(found, packed, by=by, today=now.date())
    return Prepared(id=row.id, token=token, key=key, ends_at=ends_at, visits=packed, told=told)


def _told(
    found: list[CheckRow], packed: tuple[PackedVisit, ...], *, by: SignedIn, today: date
) -> Told:
    """The doors that a pack tells, and the keys of the day that let it."""
    items = {
        row.id: (row.placement.home.host.identity_id, row.placement.home.address_id)
        for row in found
    }
    facts_ = tuple(
        Fact(kind, text, about)
        for one in packed
        for kind, text, about in _of_door(one, *items[one.check])
    )
    keys = outbox.releases_to_visit(by.id, [item for two in items.values() for item in two], today)
    return Told(Message(to=by.id, purpose=VISIT, facts=facts_), keys)


def _of_door(one: PackedVisit, host: UUID, place: UUID) -> tuple[tuple[FactKind, str, UUID], ...]:
    return (
        (FactKind.HOST_NAME, one.host.name, host),
        (FactKind.PHONE, one.host.phone, host),
        (FactKind.PHONE, one.at.phone, place),
        (FactKind.PLACE, one.at.where, place),
        (FactKind.PLACE, one.at.directions, place),
    )


def _packed(found: list[CheckRow], *, by: SignedIn, now: datetime) -> tuple[PackedVisit, ...]:
    homes = [row.placement.home for row in found]
    hosts = facts.open_many(
        HostIdentity, {home.host.identity_id for home in homes}, by=by, now=now, purpose=PURPOSE
    )
    doors = facts.open_many(
        Address, {home.address_id for home in homes}, by=by, now=now, purpose=PURPOSE
    )
    rules = {ref: programmes.of(ref) for ref in {row.programme for row in found}}
    musts = musts_of(found)
    return tuple(
        PackedVisit(
            check=row.id,
            due_on=row.due_on,
            asked=tuple(asked_by(rules[row.programme], row.recurrence)),
            forms={one: for_talk(rules[row.programme], one, now.date()) for one in With},
            must=musts[row.id],
            may_refuse=may_be_refused(rules[row.programme], row.recurrence),
            host=hosts[row.placement.home.host.identity_id],
            at=doors[row.placement.home.address_id],
        )
        for row in found
    )


@transaction.atomic
def end(*, pack_id: UUID, by: SignedIn, now: datetime) -> None:
    """Sign a phone out from elsewhere: at its next contact the pack is gone from it.

    By whoever took it along, a lead or an administrator. Raises NotFound for everybody else.
    """
    events.begin_write()
    row = rows.get(PackRow, pack_id)
    if by.id != row.visitor_id and by.audience not in ENDS_FOR:
        raise NotFound("no such record")
    PackRow.objects.filter(id=row.id, ended_at=None).update(ended_at=now)
    events.record("pack.ended", by=by, about=row.id, now=now)


def _is_signed_out(row: PackRow) -> bool:
    return row.ended_at is not None or row.visitor.ended_at is not None


@transaction.atomic
def take_in(
    *,
    pack_id: UUID,
    parcel_id: UUID,
    sealed: bytes,
    phone_at: datetime,
    service: SignedIn,
    now: datetime,
) -> Outcome:
    """One parcel of a phone. Sent again, it is taken once, and the answer is the same.

    No sign-in is asked for: the parcel itself proves that it was closed where the pack was open,
    and whoever forwards it learns a word. `phone_at` is the phone's clock as it sends. A parcel
    that nobody can read is refused and leaves no trace. Raises NotFound for a pack never made.
    """
    events.begin_write()
    pack = PackRow.objects.filter(id=pack_id).select_related("visitor").first()
    if pack is None:
        raise NotFound("no such record")
    before = ParcelRow.objects.filter(id=parcel_id).first()
    if before is not None:
        return Outcome(before.outcome) if before.pack_id == pack.id else Outcome.REFUSED
    parcel = _opened(pack, parcel_id, sealed, service)
    visit = pack.visits.filter(check_was=parcel.visit).first() if parcel else None
    if parcel is None or visit is None or not (parcel.talks or parcel.typed or parcel.refused):
        return Outcome.REFUSED
    came = _Came(pack, visit, parcel, round((phone_at - now).total_seconds()), service, now)
    outcome = came.goes_in()
    ParcelRow.objects.create(
        id=parcel_id, pack=pack, outcome=outcome, arrived_at=now, phone_at=phone_at
    )
    return outcome


def _opened(pack: PackRow, parcel_id: UUID, sealed: bytes, service: SignedIn) -> Parcel | None:
    """What is in a parcel, where it was closed with this pack's token; else None."""
    try:
        content = seal.open_(sealed, service.key_of(service.id), pack.id, parcel_id)
        parcel = values.from_json(Parcel, content)
        told = commitment(parcel.token.encode())
    except (Sealed, Tampered, InvalidValue, ValueError, RecursionError):
        return None
    return parcel if compare_digest(told, pack.token_hash) else None


@dataclass(frozen=True, slots=True)
class _Came:
    """A parcel that was opened, on its way to where it belongs."""

    pack: PackRow
    visit: PackedRow
    parcel: Parcel
    ahead_s: int
    service: SignedIn
    now: datetime

    @property
    def by(self) -> SignedIn:
        """The visitor who closed it, with none of their keys: they are not signed in here."""
        return SignedIn(Actor(PrincipalId(self.pack.visitor_id), Audience.VISITOR), {})

    def goes_in(self) -> Outcome:
        """To where what it holds belongs."""
        if self.parcel.refused:
            return self._refusal_in()
        return self._talks_in() if self.parcel.talks else self._typed_in()

    def _talks_in(self) -> Outcome:
        """Both talks, or one: the check is held by them, or they are kept for the lead."""
        row, noted = self._place()
        talks = [self._testimony(one, noted) for one in self.parcel.talks]
        why = self._why_not(row, talks, noted)
        if row is None or why is not None:
            extra = {why} if why is not None else set()
            self._keep([self._testimony(one, noted | extra) for one in self.parcel.talks])
            self._close()
            return Outcome.KEPT
        on = _day(row, max(one.talk.ended_at for one in talks), self.now)
        decision = settle(row, talks, by=self.by, service=self.service, now=self.now, on=on)
        self._close()
        if any(reason.code == WAITS_FOR_COLLEAGUE for reason in decision.against):
            return Outcome.HALF
        return Outcome.COUNTS if decision.allowed else Outcome.NOT_COUNTED

    def _refusal_in(self) -> Outcome:
        """The person did not want to be seen: as it is online, or kept for the lead.

        What was said or typed meanwhile goes to the lead with it. Where this visitor has a talk
        with the person online the visit stays theirs: that one is to be handed in.
        """
        row, noted = self._place()
        talks = [self._testimony(one, noted) for one in self.parcel.talks]
        why = self._why_not(row, talks, noted)
        odd = noted | {why} if why is not None else noted
        said = [
            *(self._testimony(one, odd) for one in self.parcel.talks),
            *(self._unfinished(*one, odd) for one in self.parcel.typed.items()),
            *([self._refusal(odd)] if odd else []),
        ]
        if row is None or why is not None:
            self._keep(said)
            if why is not Noted.SEEN:
                self._close()
            return Outcome.KEPT
        on = _day(row, self.now if self._is_clock_wrong else self.parcel.sealed_at, self.now)
        decision = checks.refuse(check_id=row.id, talks=said, by=self.by, now=self.now, on=on)
        self._close()
        return Outcome.SETTLED if decision.allowed else Outcome.NOT_COUNTED

    def _place(self) -> tuple[CheckRow | None, frozenset[Noted]]:
        """The check that waits for this visit, and what is odd about that."""
        stay = self.visit.placement
        row = stay.checks.filter(id=self.visit.check_was).first()
        if stay.state not in LIVES_THERE and (row is None or row.recurrence != EXTRA):
            return None, frozenset({Noted.STAY_ENDED})
        if row is not None:
            waits = row.state in WAITING
            return (row, frozenset()) if waits else (None, frozenset({Noted.SECOND}))
        open_now = stay.checks.filter(state__in=WAITING, opens_on__lte=self.now.date())
        return open_now.order_by("due_on", "id").first(), frozenset({Noted.MOVED})

    def _why_not(
        self, row: CheckRow | None, talks: list[Testimony], noted: frozenset[Noted]
    ) -> Noted | None:
        if _is_signed_out(self.pack):
            return Noted.SIGNED_OUT
        asked = asked_of(row) if row is not None else []
        decision = counts([one.talk for one in talks], asked, self.now)
        if any(reason.code == "not_yet" for reason in decision.against):
            return Noted.NOT_YET
        if self.parcel.refused and row is not None and visits.has_seen(row, self.by):
            return Noted.SEEN
        return None

    def _typed_in(self) -> Outcome:
        """What was not finished: to its typist's drafts; where these are closed, to the lead."""
        row, noted = self._place()
        names = {
            draft_name(self.visit.check_was, With(with_)): fields
            for with_, fields in self.parcel.typed.items()
        }
        theirs = DraftRow.objects.filter(principal=self.pack.visitor_id, name__in=names)
        waits = row is not None and row.id == self.visit.check_was
        if waits and self.pack.visitor.ended_at is None and not theirs.exists():
            for name, fields in names.items():
                said = {field: (text,) for field, text in fields.items()}
                drafts.save(name, Typed(said), by=self.by, now=self.now)
            return Outcome.UNFINISHED
        self._keep([self._unfinished(*one, noted) for one in self.parcel.typed.items()])
        return Outcome.KEPT

    def _unfinished(
        self, with_: str, fields: Mapping[str, str], noted: frozenset[Noted]
    ) -> Testimony:
        talk = self._as_it_was_closed(With(with_), fields.get("where", "")[:200])
        said = "\n".join(f"{name}: {text}" for name, text in sorted(fields.items()) if text)
        return Testimony(talk, said, arrival=self._arrival(noted | {Noted.FORM}))

    def _refusal(self, noted: frozenset[Noted]) -> Testimony:
        """That they did not want to be seen, where it must be read beside something else."""
        return Testimony(
            self._as_it_was_closed(With.RESIDENT), NOT_SEEN, arrival=self._arrival(noted)
        )

    def _as_it_was_closed(self, with_: With, where: str = "") -> Talk:
        """What was no whole talk, as a minute: the last before the phone closed it."""
        at = self.parcel.sealed_at
        return Talk(with_=with_, began_at=at - MINUTE, ended_at=at, where=where)

    def _testimony(self, one: Handed, noted: frozenset[Noted] | set[Noted]) -> Testimony:
        talk, odd = _talk(one)
        programme = programmes.of(self.visit.programme)
        form = for_talk(programme, one.with_, self.now.date())
        response = respond(form, one.answers)
        known = {answer.link_id for answer in response.answers}
        left = [f"{key}: {text}" for key, text in sorted(one.answers.items()) if key not in known]
        told = {*noted, *({Noted.FORM} if odd or response.wrong else ())}
        said = "\n".join([one.said, *odd, *(line for line in left if line.partition(": ")[2])])
        return Testimony(talk, said, form.ref, response.answers, self._arrival(told))

    def _arrival(self, noted: frozenset[Noted] | set[Noted]) -> Arrival:
        wrong = {Noted.CLOCK} if self._is_clock_wrong else set()
        return Arrival(
            phone_at=self.parcel.sealed_at,
            arrived_at=self.now,
            ahead_s=self.ahead_s,
            noted=tuple(sorted(str(one) for one in {*noted, *wrong})),
        )

    @property
    def _is_clock_wrong(self) -> bool:
        return abs(self.ahead_s) > CLOCK_S

    def _keep(self, talks: list[Testimony]) -> None:
        stay: PlacementRow = self.visit.placement
        checks.keep(placement=stay, was=self.visit.check_was, talks=talks, by=self.by, now=self.now)

    def _close(self) -> None:
        visits.close_door(
            self.visit.placement_id, self.pack.visitor_id, by=self.service, now=self.now
        )


def _talk(one: Handed) -> tuple[Talk, list[str]]:
    """The talk; where its times cannot be, a minute from its beginning, and what was written."""
    try:
        return one.talk(), []
    except HearthError:
        at = one.began_at if one.began_at.tzinfo else one.began_at.replace(tzinfo=UTC)
        told = f"from {one.began_at.isoformat()} to {one.ended_at.isoformat()}"
        fixed = replace(one, began_at=at, ended_at=at + MINUTE)
        return fixed.talk(), [told]


def _day(row: CheckRow, at: datetime, now: datetime) -> date:
    """The day of the visit: when its last talk ended, or they said no, if it was open then."""
    day = at.date()
    return day if row.opens_on <= day <= now.date() else now.date()
