"""What a person may be given when they ask what is known of them, read from rows."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hearth.core import intake
from hearth.core.errors import NotFound
from hearth.core.requests import OPEN
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, GrantRow, PersonRow, RequestRow, TalkRow


def person_and_case(by: SignedIn) -> tuple[PersonRow, CaseRow]:
    """Who this sign-in is, and their case; of several, one that goes on. Raises NotFound."""
    person = PersonRow.objects.filter(principal=by.id).first()
    theirs = list(CaseRow.objects.filter(party__members__person__principal=by.id))
    if person is None or not theirs:
        raise NotFound("no such record")
    case = max(theirs, key=lambda row: (row.state != intake.State.CLOSED, row.opened_on))
    return person, case


def has_one_open(person: PersonRow) -> bool:
    """Whether a question of theirs waits for its answer."""
    return RequestRow.objects.filter(person=person, state__in=OPEN).exists()


def may_be_given(row: RequestRow) -> QuerySet[TalkRow]:
    """Talks of the case at which the person's party spoke, and to which the person has no key.

    They had company then, so nobody was given one: whether a talk tells of somebody else, the
    lead decides. What the host said is not among them.
    """
    reader: UUID | None = row.person.principal_id
    held = GrantRow.objects.filter(item=OuterRef("item"), to=reader)
    talks = TalkRow.objects.filter(check_held__placement__case=row.case_id, with_host=False)
    return talks.exclude(Exists(held)).order_by("check_held__held_on", "id")
