"""A person's stay: the plan of the move, the home card, the next visit, and the wish to stay."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import permanence, placement
from hearth.core.placement import MovePlan, Planned
from hearth.queries.own.case import PURPOSE, HomeCard, card_of_home, case_of, stay_of
from hearth.queries.visiting.announced import next_to_stay
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import GrantRow, PermanenceRow, PlacementRow


@dataclass(frozen=True, slots=True)
class OwnWish:
    """One's own wish, and the other's only once both stand. `form`: what permanence is here."""

    form: str
    seen_as: str
    may_wish: bool
    may_take_back: bool
    may_reverse: bool


@dataclass(frozen=True, slots=True)
class OwnStay:
    """A stay as its person sees it. `visit_by`: somebody comes to talk with them alone by then."""

    id: UUID
    state: str
    planned_on: date
    planned_until: date | None
    moved_on: date | None
    ended_on: date | None
    plan: MovePlan | None
    card: HomeCard | None
    visit_by: date | None
    wish: OwnWish | None
    may_cancel: bool
    may_end: bool


@transaction.atomic
def stay(*, by: SignedIn, now: datetime) -> OwnStay | None:
    """The latest stay of this person, or None where no move has been planned yet."""
    row = stay_of(case_of(by))
    if row is None:
        return None
    state = placement.State(row.state)
    goes_on = state in placement.HOLDS_A_HOME
    return OwnStay(
        row.id,
        state,
        row.planned_on,
        row.planned_until,
        row.moved_on,
        row.ended_on,
        _plan(row, by, now) if state is placement.State.PLANNED else None,
        card_of_home(row.home, by=by, now=now) if goes_on and _has_keys(row, by) else None,
        _visit_by(row, now.date()) if state in placement.LIVES_THERE else None,
        _wish(row, by, now.date()) if state in placement.LIVES_THERE else None,
        (state, placement.Act.CANCEL) in placement.STEPS,
        (state, placement.Act.END) in placement.STEPS,
    )


def _has_keys(row: PlacementRow, by: SignedIn) -> bool:
    """Their yes may have been taken back since, or rest until they are asked again."""
    items = {row.home.host.identity_id, row.home.address_id}
    held = GrantRow.objects.filter(to=by.id, item__in=items, rests=False)
    return items <= set(held.values_list("item_id", flat=True))


def _plan(row: PlacementRow, by: SignedIn, now: datetime) -> MovePlan:
    return facts.open_(Planned, row.plan_id, by=by, now=now, purpose=PURPOSE).move


def _visit_by(row: PlacementRow, today: date) -> date | None:
    """The last day of the next visit that was announced; none that is not."""
    found = next_to_stay(row.id, today)
    return found.last if found else None


def _wish(row: PlacementRow, by: SignedIn, today: date) -> OwnWish | None:
    rules = programmes.of(row.case.programme).permanence
    if not rules.offered:
        return None
    wish = PermanenceRow.objects.filter(placement=row).first()
    state = permanence.State(wish.state) if wish is not None else permanence.START
    since = wish.both_since if wish is not None else None
    seen = permanence.seen_by(state, by.audience, both_since=since, today=today)

    def may(act: permanence.Act) -> bool:
        return (state, act) in permanence.STEPS

    return OwnWish(
        rules.form,
        seen,
        may(permanence.Act.RESIDENT_WISH),
        may(permanence.Act.RESIDENT_WITHDRAW),
        may(permanence.Act.REVERSE),
    )
