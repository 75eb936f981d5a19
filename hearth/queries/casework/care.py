"""What a time of more care is written down by, during a stay."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake
from hearth.core.identity import PersonIdentity
from hearth.core.sensitive import SensitivePeriod
from hearth.queries.casework.head import PURPOSE, Head, case_of, head_of
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.models import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Who of the party it may be about, and the programme's kinds of such times, by their titles.

    known : what was told already. may_add : whether they live somewhere now.
    """

    head: Head
    people: tuple[tuple[UUID, str], ...]
    kinds: tuple[tuple[str, str], ...]
    known: tuple[SensitivePeriod, ...]
    may_add: bool

    def title(self, period: SensitivePeriod) -> str:
        """What the programme calls such a time."""
        return dict(self.kinds).get(period.kind, period.kind)


@transaction.atomic
def care(*, case: UUID, by: SignedIn, now: datetime) -> Care:
    """The party of a case by name, and what it told of such times. Raises NotFound."""
    row = case_of(case, by)
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE)
    items = dict(
        PersonRow.objects.filter(parties__party=row.party_id).values_list("id", "identity_id")
    )
    names = facts.open_many(PersonIdentity, items.values(), by=by, now=now, purpose=PURPOSE)
    called = {id: names[item] for id, item in items.items()}
    kinds = programmes.of(row.programme).sensitive_kinds
    return Care(
        head=head_of(row, by=by, now=now),
        people=tuple(
            (one.id, called[one.id].known_as or called[one.id].name) for one in party.people
        ),
        kinds=tuple((one.id, one.title) for one in kinds),
        known=tuple(one for person in party.people for one in person.sensitive),
        may_add=(intake.State(row.state), intake.Act.HEED) in intake.STEPS,
    )
