"""Which visits are told before, and which come unannounced: drawn by a seed committed to before.

A visit is announced a fortnight before its days begin, so that nobody, the rows included, knows
any longer ahead which will not be.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions.telling import outbox
from hearth.core.checks import State
from hearth.core.compartments import ENGINE, Compartment
from hearth.core.gate import NEWS, Message
from hearth.core.ids import PrincipalId
from hearth.core.placement import LIVES_THERE
from hearth.core.unannounced import commitment, draw
from hearth.seal.item import new_key
from hearth.store import events, facts, programmes
from hearth.store.access import SignedIn
from hearth.store.checks import ORDINARY, drawn_as, is_ordinary, quarter_after, quarter_of
from hearth.store.models import CheckRow, DrawRow, PersonRow
from hearth.store.principals import circle

NOTICE = timedelta(days=14)  # the service's own choice
TOLD_AFTER = timedelta(days=92)  # after the quarter, when the visits it decided are over
PURPOSE = "unannounced visits"
DECIDES = (
    "id",
    "placement_id",
    "recurrence",
    "programme",
    "due_on",
    "counted_from",
    "raised",
    "announced_on",
)


@transaction.atomic
def announce(*, by: SignedIn, now: datetime) -> int:
    """Announce the visits whose days begin soon, but for those that the draw leaves out.

    How many were announced. `by` is the running program, which holds the seed.
    """
    events.begin_write()
    today = now.date()
    near = CheckRow.objects.filter(
        ORDINARY,
        state=State.DUE,
        announced_on=None,
        opens_on__lte=today + NOTICE,
        closes_on__gte=today,
        placement__state__in=LIVES_THERE,
    )
    some = list(near.only(*DECIDES))
    hidden = left_out(some, by=by, now=now)
    announced = [row for row in some if row.id not in hidden]
    told = CheckRow.objects.filter(id__in=[row.id for row in announced])
    count = told.update(announced_on=today)
    _let_them_know(announced, by=by, now=now)
    return count


def left_out(checks: Iterable[CheckRow], *, by: SignedIn, now: datetime) -> frozenset[UUID]:
    """Those of these checks that come unannounced, by the draw of the quarter each is due in.

    The one place where this is decided, for announcing and for planning alike, however far ahead.
    What has been announced stays announced. Within a transaction; `by` is the running program.
    """
    groups: dict[tuple[str, str, date], list[CheckRow]] = defaultdict(list)
    for row in checks:
        if is_ordinary(row) and row.announced_on is None:
            groups[row.programme, row.recurrence, quarter_of(row.due_on)].append(row)
    hidden: set[UUID] = set()
    for (ref, rule, first), some in groups.items():
        share = programmes.of(ref).recurrence(rule).unannounced_share
        if share > 0:
            drawn = draw(_seed(first, by=by, now=now), map(drawn_as, some), share)
            hidden |= {row.id for row in some if drawn_as(row) in drawn}
    return frozenset(hidden)


def _let_them_know(announced: Iterable[CheckRow], *, by: SignedIn, now: datetime) -> None:
    """A note to the person that there is something to read; of an unannounced visit, nothing."""
    stays = {row.placement_id: row for row in announced}
    found = PersonRow.objects.filter(
        parties__party__case__placements__in=stays, principal__isnull=False
    )
    for stay, case, person in found.values_list(
        "parties__party__case__placements",
        "parties__party__case",
        "principal_id",
    ):
        if stay in stays:
            note = Message(to=PrincipalId(person), purpose=NEWS)
            key = f"visit:{stays[stay].id.hex}"
            outbox.queue(note, key=f"{key}:{person.hex}", case=case, because=stay, by=by, now=now)


def _seed(quarter: date, *, by: SignedIn, now: datetime) -> bytes:
    """The seed of a quarter; made, and committed to in the log, when it is first needed."""
    row = DrawRow.objects.filter(first_on=quarter).first()
    if row is not None:
        opened = facts.open_(str, row.item_id, by=by, now=now, purpose=PURPOSE)
        return bytes.fromhex(opened)
    seed, id = new_key(), uuid4()
    fact = facts.NewFact(
        subject=id,
        compartment=Compartment.DRAW,
        kind="seed",
        value=seed.hex(),
        to=(circle(ENGINE),),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    DrawRow.objects.create(
        id=id,
        first_on=quarter,
        end_on=quarter_after(quarter),
        commitment=commitment(seed),
        item_id=item,
    )
    events.record("draw.committed", by=by, about=id, now=now, purpose=commitment(seed))
    return seed


@transaction.atomic
def reveal(*, by: SignedIn, now: datetime) -> int:
    """Tell the seeds of quarters that are long over, so that anybody can draw again. How many."""
    events.begin_write()
    over = DrawRow.objects.filter(seed="", end_on__lte=now.date() - TOLD_AFTER)
    for row in over:
        row.seed = facts.open_(str, row.item_id, by=by, now=now, purpose=PURPOSE)
        row.save(update_fields=["seed"])
        events.record("draw.revealed", by=by, about=row.id, now=now, purpose=row.seed)
    return len(over)
