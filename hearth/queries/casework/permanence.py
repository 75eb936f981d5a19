"""Permanence, as far as staff may know of it: what is asked, and that both wish it once both do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core import permanence, placement
from hearth.core.audience import Audience
from hearth.core.concerns import is_near
from hearth.core.programme import PermanenceRules
from hearth.queries.casework.head import Head, case_of, head_of, latest_stay
from hearth.store import near, programmes, transfers
from hearth.store.access import SignedIn
from hearth.store.models import PermanenceRow, PlacementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What permanence asks for here, and what stands.

    seen : `open`, `both_wish` or `permanent`; one side's wish alone is never seen. both_since,
    from_ : once both wish it, since when, and the first day on which it may be confirmed.
    stay : to confirm, where a caseworker does, and it is not in the reader's own care or home.
    """

    head: Head
    rules: PermanenceRules
    lives_there: bool
    seen: str
    both_since: date | None
    from_: date | None
    decided_on: date | None
    stay: UUID | None


@transaction.atomic
def asked(*, case: UUID, by: SignedIn, now: datetime) -> Asked:
    """What permanence asks for in the programme of a case, and what stands. Raises NotFound."""
    row = case_of(case, by)
    rules, stay = programmes.of(row.programme).permanence, latest_stay(row)
    wish = PermanenceRow.objects.filter(placement=stay).first() if stay else None
    seen = _seen(wish, now.date())
    both = wish.both_since if wish and seen == permanence.State.BOTH_WISH else None
    return Asked(
        head=head_of(row, by=by, now=now),
        rules=rules,
        lives_there=stay is not None and stay.state in placement.LIVES_THERE,
        seen=seen,
        both_since=both,
        from_=both + timedelta(rules.cooling_off_days) if both else None,
        stay=stay.id if stay and both and _is_theirs(stay, rules, by) else None,
        decided_on=wish.decided_on if wish and seen == permanence.State.PERMANENT else None,
    )


def _is_theirs(stay: PlacementRow, rules: PermanenceRules, by: SignedIn) -> bool:
    if rules.confirmed_by is not by.audience or transfers.carer_of(stay.case_id) == by.id:
        return False
    return not is_near(by.id, near.stay(stay))


def _seen(wish: PermanenceRow | None, today: date) -> str:
    if wish is None:
        return str(permanence.State.OPEN)
    state = permanence.State(wish.state)
    return permanence.seen_by(state, Audience.CASEWORKER, both_since=wish.both_since, today=today)
