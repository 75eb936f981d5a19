"""What people said yes to before a copy was put back: its keys rest until each is asked again.

Why: whoever took a yes or a release back after the copy was made has said no; the copy gives the
key again to whoever had it. Who reads that it rests: the person, and the office that acts by it.
The lead and the administrator read that there are some.
"""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from hearth.core import consent, introduction
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.retention import State as Kept
from hearth.store.access import SignedIn
from hearth.store.models import ConsentRow, GrantRow, KeepingRow, PersonRow, ReleaseRow
from hearth.store.walls import Theirs

NOT_ASKED = "this waits for no word of yours now; it is as you left it"
OF_A_COPY = Q(restored_on__isnull=False)
GIVEN = Exists(GrantRow.objects.filter(because=OuterRef("id")))
RESTRICTED = "what is kept of this case rests until a day; a lead can wake it"


class Unasked(NamedTuple):
    """Each yes and each release of a copy that nobody has been asked about since."""

    yeses: QuerySet[ConsentRow]
    releases: QuerySet[ReleaseRow]

    @property
    def put_back_on(self) -> date | None:
        """When the copy was put back by which they are here; None: there are none."""
        days = (some.aggregate(day=Max("restored_on"))["day"] for some in self)
        return max((day for day in days if day is not None), default=None)


def rest_all(on: date) -> int:
    """Nothing is told by what stands in a copy that was put back `on`. How many keys rest.

    Whoever calls writes it in the log.
    """
    yeses, releases = standing()
    yeses.update(restored_on=on)
    releases.update(restored_on=on)
    return GrantRow.objects.filter(keys_of_a_copy()).update(rests=True)


def standing() -> Unasked:
    """Each yes and each release by which somebody holds a key."""
    agreed = ConsentRow.objects.filter(GIVEN, state__in=consent.NAME_MAY_BE_KNOWN)
    return Unasked(agreed, ReleaseRow.objects.filter(GIVEN, withdrawn_on=None))


def keys_of_a_copy() -> Q:
    """The grants that were made by them. A host's card of the guest was made by the yes as well."""
    yeses = ConsentRow.objects.filter(OF_A_COPY)
    releases = ReleaseRow.objects.filter(OF_A_COPY)
    return (
        Q(because__in=yeses.values("id"))
        | Q(because__in=yeses.values("offer"))
        | Q(because__in=releases.values("id"))
    )


def unasked() -> Unasked:
    """All there are. Whoever takes one back takes its keys back, so it need not be asked how they
    stand: a database that has not counted its rows would begin with all that stand."""
    yeses = ConsentRow.objects.filter(OF_A_COPY, GIVEN)
    return Unasked(yeses, ReleaseRow.objects.filter(OF_A_COPY, GIVEN))


def unasked_of(by: SignedIn) -> Unasked:
    """Those of which `by` may know: the person's own, who alone says that they hold; of the cases
    of their office those that the office acts by. That somebody else was let know a result is
    not the office's to learn.
    """
    yeses, releases = unasked()
    if by.audience is Audience.RESIDENT:
        mine = releases.filter(result__person__principal=by.id)
        return Unasked(yeses.filter(person__principal=by.id), mine)
    if by.audience is not Audience.CASEWORKER:
        return Unasked(yeses.none(), releases.none())
    # Its vanishing from the office's list would tell whose no it was, before both are told.
    told = yeses.exclude(offer__introduction__state__in=introduction.TO_BE_TOLD)
    theirs = Theirs.of(by).only(told, "offer__case__")
    return Unasked(theirs, releases.filter(recipient__in=list(by.keys)))


def wake(word: ConsentRow | ReleaseRow) -> None:
    """The keys of one of them open again. Whoever calls writes it in the log.

    Raises RuleBroken where they rest for another reason as well.
    """
    person = word.person if isinstance(word, ConsentRow) else word.result.person
    if _is_restricted(person):
        raise RuleBroken(RESTRICTED)
    given = [word.id, word.offer_id] if isinstance(word, ConsentRow) else [word.id]
    GrantRow.objects.filter(because__in=given).update(rests=False)


def _is_restricted(person: PersonRow) -> bool:
    of_them = KeepingRow.objects.filter(case__party__members__person=person)
    return of_them.filter(state=Kept.RESTRICTED).exists()
