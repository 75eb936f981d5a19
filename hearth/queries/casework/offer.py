"""A home before it is put to the person, in the very words; and what became of every offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core import consent, introduction, offer, shortlist
from hearth.core.audience import Audience
from hearth.core.consent import State as Word
from hearth.core.decision import Decision
from hearth.core.errors import RuleBroken
from hearth.core.identity import HostIdentity
from hearth.core.offer import Described, describe
from hearth.core.programme import LastResortRule, Programme
from hearth.core.rules import may_host
from hearth.core.rules.pair import LastResort, Pair
from hearth.engine.explain import why_not
from hearth.queries.casework.head import PURPOSE, Head, case_of, head_of
from hearth.queries.casework.homes import ToldHome, number_of, told_home
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, IntroductionRow, OfferRow

SHOWN = 20
LAST_RESORT = "last_resort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A home as it would be put to the person. `described` None: it cannot be described at all.

    against : what speaks against it now, beside that it is a last resort. fitting : for a last
    resort, how many other homes fit; with any there is no last resort. waits : it is put to the
    person already.
    """

    head: Head
    home: ToldHome
    described: Described | None
    cannot: str
    against: tuple[str, ...]
    last_resort: bool
    fitting: int
    listed: bool
    waits: bool
    lapse_days: int

    @property
    def may_be_put(self) -> bool:
        """Whether the page should ask to put it; the rules are asked again then."""
        spoken = self.against or self.cannot or self.head.hindered or self.fitting
        return self.listed and not self.waits and not spoken


@transaction.atomic
def preview(*, case: UUID, home: UUID, register: Register, by: SignedIn, now: datetime) -> Preview:
    """How this home would be put, through the same code as when it is.

    Cost: one pair judged; of a last resort, every home. Raises NotFound.
    """
    row = case_of(case, by)
    programme = programmes.of(row.programme)
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE).from_day(now.date())
    pair = register.pair(party, home, programme, now.date())
    described, cannot = _described(pair, register, programme)
    against = may_host(pair, programme).against
    kinds = programme.rule(LastResortRule).kinds if programme.has_rule(LAST_RESORT) else ()
    last = pair.home.kind in kinds
    rest = tuple(reason for reason in against if reason.code != LAST_RESORT)
    return Preview(
        head=head_of(row, by=by, now=now),
        home=told_home(pair.home),
        described=described,
        cannot=cannot,
        against=why_not(Decision(rest), Audience.CASEWORKER),
        last_resort=last,
        fitting=_fitting(pair, register, programme, kinds) if last else 0,
        listed=row.shortlists.exclude(state=shortlist.State.OLD).exists(),
        waits=row.offers.filter(home=home, state=offer.State.PUT).exists(),
        lapse_days=programme.consent.lapse_days,
    )


def _described(
    pair: Pair, register: Register, programme: Programme
) -> tuple[Described | None, str]:
    rules = programme.consent
    try:
        found = describe(pair.home, register.homes.values(), rules.ladder, rules.fits_at_least)
    except RuleBroken as error:
        return None, str(error)
    return found, ""


def _fitting(pair: Pair, register: Register, programme: Programme, kinds: Sequence[str]) -> int:
    """Homes that are no last resort and may host the party."""
    others = (home for home in register.homes.values() if home.kind not in kinds)
    return sum(
        may_host(register.pair(pair.party, home.id, programme, pair.on), programme).allowed
        for home in others
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """An offer as it stands. `described` are the words that the person read.

    word : what the person said; `None` once the two have met, for from then on what became of
    it is told of both at once. host : once the person has agreed. lapses_on : while it waits.
    of_a_copy : their yes is to be asked again before anything is done by it.
    """

    id: UUID
    home: UUID
    number: str
    described: tuple[str, ...]
    fits: int
    put_at: datetime | None
    word: Word | None
    answered_at: datetime | None
    lapses_on: date | None
    ended: bool
    host: str
    resort: LastResort | None
    can_end: bool
    can_arrange: bool
    of_a_copy: bool
    met: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The latest offers of a case, the newest first, and how many there were."""

    head: Head
    offers: tuple[Put, ...]
    count: int


@transaction.atomic
def offered(*, case: UUID, by: SignedIn, now: datetime) -> Offered:
    """What was put to the person, and what they said. Raises NotFound."""
    row = case_of(case, by)
    found = row.offers.select_related("consent", "home__host").order_by("-drafted_at")
    shown = list(found[:SHOWN])
    return Offered(
        head_of(row, by=by, now=now), _told(row, shown, by=by, now=now), row.offers.count()
    )


@transaction.atomic
def without_names(*, case: UUID, by: SignedIn, now: datetime) -> tuple[tuple[Put, ...], int]:
    """The same by ids: no name of a person or a host is opened. Raises NotFound."""
    row = case_of(case, by)
    found = row.offers.select_related("consent", "home__host").order_by("-drafted_at")
    shown = list(found[:SHOWN])
    return _told(row, shown, by=by, now=now, named=False), row.offers.count()


def _told(
    row: CaseRow, shown: Sequence[OfferRow], *, by: SignedIn, now: datetime, named: bool = True
) -> tuple[Put, ...]:
    meetings = {one.offer_id: one for one in IntroductionRow.objects.filter(offer__in=shown)}
    words = facts.open_many(
        Described, [one.described_id for one in shown], by=by, now=now, purpose=PURPOSE
    )
    resorts = facts.open_many(
        LastResort,
        [one.last_resort_id for one in shown if one.last_resort_id],
        by=by,
        now=now,
        purpose=PURPOSE,
    )
    known = {
        one.home.host.identity_id: None
        for one in shown
        if named and _is_named(one, meetings.get(one.id))
    }
    hosts = facts.open_many(HostIdentity, known, by=by, now=now, purpose=PURPOSE)
    days = programmes.of(row.programme).consent.lapse_days
    return tuple(_put(one, meetings.get(one.id), words, resorts, hosts, days) for one in shown)


def _put(
    row: OfferRow,
    meeting: IntroductionRow | None,
    words: Mapping[UUID, Described],
    resorts: Mapping[UUID, LastResort],
    hosts: Mapping[UUID, HostIdentity],
    lapse_days: int,
) -> Put:
    described, word = words[row.described_id], Word(row.consent.state)
    ended = row.state == offer.State.ENDED
    waits = row.state == offer.State.PUT and word is Word.ASKED and row.put_at is not None
    host = hosts.get(row.home.host.identity_id)
    return Put(
        id=row.id,
        home=row.home_id,
        number=number_of(row.home_id),
        described=described.words,
        fits=described.fits,
        put_at=row.put_at,
        word=None if _held(meeting) else word,
        answered_at=None if _held(meeting) else row.consent.answered_at,
        lapses_on=_lapses(row, lapse_days) if waits else None,
        ended=ended,
        host=host.name if host is not None and _is_named(row, meeting) else "",
        resort=resorts[row.last_resort_id] if row.last_resort_id else None,
        can_end=(offer.State(row.state), offer.Act.END) in offer.STEPS,
        can_arrange=not ended and meeting is None and consent.stands(word, row.consent.restored_on),
        of_a_copy=not ended and not _held(meeting) and row.consent.restored_on is not None,
        met=introduction.seen_as(introduction.State(meeting.state)) if meeting else "",
    )


def _held(meeting: IntroductionRow | None) -> bool:
    """Whether they have met: from then on nothing here tells whose word ended it."""
    return meeting is not None and meeting.held_at is not None


def _is_named(row: OfferRow, meeting: IntroductionRow | None) -> bool:
    return _held(meeting) or row.consent.state in consent.NAME_MAY_BE_KNOWN


def _lapses(row: OfferRow, days: int) -> date | None:
    return (row.put_at + timedelta(days)).date() if row.put_at else None
