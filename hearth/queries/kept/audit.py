"""Whether the log, and everything it binds, is what was written. Nothing here opens a fact."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, NotFound
from hearth.store import events
from hearth.store.access import SignedIn
from hearth.store.models import (
    CaseRow,
    CheckRow,
    EntryRow,
    IntroductionRow,
    OfferRow,
    PlacementRow,
)

PAGE = 50  # entries on one page
OPENINGS_DAYS = 30  # openings are told by purpose for so many days back


@dataclass(frozen=True, slots=True)
class Extent:
    """How many acts are written down, how many facts they opened, and when the last was done."""

    entries: int
    openings: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it stands in the log: ids and words of the service, never a fact."""

    seq: int
    at: datetime
    act: str
    by: str
    about: str
    purpose: str
    opened: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are looked for; what is empty is not asked. `by`: how an actor's id begins."""

    act: str = ""
    by: str = ""
    day: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries, the latest first. `before`: where the next page begins, or None."""

    shown: tuple[Entry, ...]
    before: int | None


def verify(checkpoint_text: str | None, public: bytes | None) -> list[str]:
    """What is wrong with the log, one sentence each; empty when all is as it was written.

    With a checkpoint, and the public key of whoever signed it: also whether the log still
    holds all that the checkpoint saw. Raises InvalidValue for one without the other,
    Tampered for a checkpoint that this key did not sign. Cost: O(entries + sealed rows).
    """
    if (checkpoint_text is None) is not (public is None):
        raise InvalidValue("a checkpoint is read with the public key that signed it: give both")
    return [problem.says for problem in events.problems(checkpoint_text, public)]


def extent() -> Extent:
    """How long the log is."""
    entries, _ = events.head()
    last = EntryRow.objects.order_by("-seq").values_list("at", flat=True).first()
    return Extent(entries, events.openings(), datetime.fromisoformat(last) if last else None)


def must_be_auditor(by: SignedIn) -> None:
    """Raises NotFound for everybody else: who did what is not theirs to read."""
    if by.audience is not Audience.AUDITOR:
        raise NotFound("no such record")


def entries(asked: Asked, *, by: SignedIn) -> Entries:
    """The latest acts that are asked for. Raises NotFound for all but the auditor."""
    must_be_auditor(by)
    return _page(_found(asked))


def _found(asked: Asked) -> QuerySet[EntryRow]:
    found = EntryRow.objects.order_by("-seq")
    if asked.act:
        found = found.filter(act=asked.act)
    if asked.by:
        first = asked.by.lower()  # ids are hexadecimal: "g" comes after all that begin so
        found = found.filter(by__gte=first, by__lt=f"{first}g")
    if asked.day is not None:  # moments are kept as ISO text in UTC, so days sort as texts
        after = asked.day + timedelta(days=1)
        found = found.filter(at__gte=asked.day.isoformat(), at__lt=after.isoformat())
    return found if asked.before is None else found.filter(seq__lt=asked.before)


def _page(found: QuerySet[EntryRow]) -> Entries:
    rows = list(found.defer("bindings")[: PAGE + 1])
    shown = tuple(_entry(row) for row in rows[:PAGE])
    return Entries(shown, shown[-1].seq if len(rows) > PAGE else None)


def _entry(row: EntryRow) -> Entry:
    at = datetime.fromisoformat(row.at)
    return Entry(row.seq, at, row.act, row.by, row.about, row.purpose, row.count)


def acts(*, by: SignedIn) -> list[str]:
    """Every kind of act that is in the log."""
    must_be_auditor(by)
    return list(EntryRow.objects.order_by("act").values_list("act", flat=True).distinct())


def openings_by_purpose(*, by: SignedIn, now: datetime) -> Mapping[str, int]:
    """How many facts were opened in the last days, by what for, most first.

    An opening of a purpose in somebody's own words is not among them: such words are sealed.
    """
    must_be_auditor(by)
    since = (now - timedelta(days=OPENINGS_DAYS)).date().isoformat()
    opened = EntryRow.objects.filter(at__gte=since, count__gt=0)
    counted = opened.values_list("purpose").annotate(all=Sum("count"))
    return dict(Counter(dict(counted)).most_common())


def history(number: str, before: int | None, *, by: SignedIn) -> Entries:
    """What was done about one case, by its number, the latest first.

    Results and concerns are left out: whose there are any is told to nobody. Raises NotFound
    where there is no such case, or more than one begins so.
    """
    must_be_auditor(by)
    found = EntryRow.objects.filter(about__in=list(_ids_of(_case_of(number)))).order_by("-seq")
    return _page(found if before is None else found.filter(seq__lt=before))


def _case_of(number: str) -> UUID:
    first, last = UUID(number.ljust(32, "0")), UUID(number.ljust(32, "f"))
    found = list(CaseRow.objects.filter(id__range=(first, last)).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise NotFound("no case has this number, or more than one begins so")
    return found[0]


def _ids_of(case: UUID) -> Iterator[str]:
    """The case and all that its journey made, as the log writes them."""
    yield case.hex
    yield from (id.hex for id in CaseRow.objects.filter(id=case).values_list("party", flat=True))
    of_case = (
        OfferRow.objects.filter(case=case),
        IntroductionRow.objects.filter(offer__case=case),
        PlacementRow.objects.filter(case=case),
        CheckRow.objects.filter(placement__case=case),
    )
    for rows in of_case:
        yield from (id.hex for id in rows.values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class Step:
    """One part of verifying that is done."""

    says: str
    count: int


def verifying(*, by: SignedIn) -> Iterator[Step | tuple[str, ...]]:
    """Verify part by part: what each looked at, and at the end everything that is wrong."""
    must_be_auditor(by)
    for part in events.problems_by_part():
        if isinstance(part, list):
            yield tuple(problem.says for problem in part)
        else:
            yield Step(*part)
