"""Papers are kept for those who may look; the file lies apart, and goes with its case."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction

from hearth.actions.intake import Opened
from hearth.actions.kept import papers as act
from hearth.actions.kept import retention
from hearth.core import papers as core
from hearth.core.errors import (
    BadInput,
    HearthError,
    InvalidValue,
    NotFound,
    RuleBroken,
    TellsTooMuch,
    WrongHands,
)
from hearth.core.identity import Address
from hearth.core.papers import What
from hearth.queries.kept import papers as ask
from hearth.seal.item import SMALLEST
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.models import HomeRow, ItemRow, PaperRow, PieceRow
from tests.exchange.test_papers import CANARY, jpeg, pdf
from tests.service import LATER, Service, a_service

pytestmark = pytest.mark.django_db
WHY = "The court asks whether it was changed."


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        yield a_service(homes=2)


@pytest.fixture
def offering() -> Iterator[Service]:
    """One with homes enough to offer one."""
    with transaction.atomic():
        yield a_service()


def host_of(service: Service, at: int = 0) -> UUID:
    return HomeRow.objects.get(id=service.homes[at]).host_id


def of_host(service: Service, content: bytes | None = None) -> UUID:
    return act.hand_in(
        host=host_of(service),
        what=What.CERTIFICATE,
        words="from the council",
        content=content or pdf(),
        by=service.duty,
        now=LATER,
    )


def of_case(service: Service, opened: Opened) -> UUID:
    return act.hand_in(
        case=opened.case, what=What.IDENTITY, words="", content=jpeg(), by=service.duty, now=LATER
    )


def handed_in(words: str, by: SignedIn, **of: UUID) -> UUID:
    return act.hand_in(what=What.OTHER, words=words, content=jpeg(), by=by, now=LATER, **of)


def test_a_word_on_a_paper_tells_a_host_nobody_whose_name_they_do_not_hold(
    offering: Service,
) -> None:
    opened, theirs = offering.open_case(), offering.homes[0]
    host = host_of(offering)
    offering.put_offer(opened, theirs)
    words = "For Robin Vale, who comes"

    with pytest.raises(TellsTooMuch, match="the word on the paper tells the name of a person"):
        handed_in(words, offering.duty, host=host)
    assert handed_in("For Ada Lind, of 9 Alder Row", offering.duty, host=host)  # their own
    assert handed_in(words, offering.duty, host=host_of(offering, 1))  # offered nobody
    assert handed_in(words, offering.hosts[theirs], host=host)  # what they know, they know
    assert PaperRow.objects.count() == 3


def test_a_word_on_a_paper_tells_a_person_no_home_they_were_not_told(offering: Service) -> None:
    opened = offering.open_case()
    offered = offering.put_offer(opened)
    street = facts.open_(
        Address,
        HomeRow.objects.get(id=offering.homes[0]).address_id,
        by=offering.duty,
        now=LATER,
        purpose="test",
    ).street

    with pytest.raises(TellsTooMuch, match="the word on the paper tells"):
        handed_in(f"the tenancy of {street}", offering.duty, case=opened.case)
    assert PaperRow.objects.count() == 0
    assert handed_in("the tenancy", offering.duty, case=opened.case)
    offering.agree(offered, opened)
    assert handed_in(f"the tenancy of {street}", offering.duty, case=opened.case)


def test_a_hosts_paper_is_seen_by_them_and_the_office_and_its_file_by_the_lead_alone(
    service: Service,
) -> None:
    content = pdf()
    paper = of_host(service, content)
    owner, other = (service.hosts[home] for home in service.homes)

    for by in (service.duty, owner):
        assert ask.one(paper, by=by, now=LATER).paper.pages == 2
        assert CANARY.encode() not in ask.page(paper, 1, by=by, now=LATER)
    for by in (other, service.lead, service.program, service.visitor):
        with pytest.raises(HearthError):
            ask.one(paper, by=by, now=LATER)
    assert act.open_original(paper=paper, purpose=WHY, by=service.lead, now=LATER) == content
    with pytest.raises(WrongHands):
        act.open_original(paper=paper, purpose=WHY, by=service.duty, now=LATER)
    pieces = PieceRow.objects.filter(paper=paper, original=True).values_list("item", flat=True)
    assert not any(facts.can_open(item, service.duty) for item in pieces)


def test_the_lead_says_what_the_file_is_needed_for(service: Service) -> None:
    paper = of_host(service)

    with pytest.raises(InvalidValue):
        act.open_original(paper=paper, purpose="look", by=service.lead, now=LATER)


def test_a_large_file_is_kept_in_pieces_of_one_length(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hearth.store.papers.PIECE", 3_000)
    content = pdf(3)
    paper = of_host(service, content)

    pieces = PieceRow.objects.filter(paper=paper, original=True)
    lengths = {len(bytes(row.item.body)) for row in pieces.select_related("item")}
    assert pieces.count() == -(-len(content) // 3_000) > 1
    assert len(lengths) <= 2
    assert all((length - 45) % SMALLEST == 0 for length in lengths)
    assert act.open_original(paper=paper, purpose=WHY, by=service.lead, now=LATER) == content


def test_a_persons_paper_is_theirs_and_no_hosts(service: Service) -> None:
    opened, stranger = service.open_case(), service.open_case()
    paper = of_case(service, opened)

    [held] = ask.of_own(by=opened.resident, now=LATER)
    assert held.id == paper
    assert ask.page(paper, 0, by=opened.resident, now=LATER)
    for by in (stranger.resident, *service.hosts.values()):
        assert ask.of_own(by=by, now=LATER) == []
        with pytest.raises(HearthError):
            ask.page(paper, 0, by=by, now=LATER)


def test_a_host_hands_in_their_own_and_nobody_elses(service: Service) -> None:
    owner = service.hosts[service.homes[0]]
    paper = act.hand_in(
        host=host_of(service, 1), what=What.HOME, words="", content=jpeg(), by=owner, now=LATER
    )

    assert PaperRow.objects.get(id=paper).host_id == host_of(service)
    for by in (service.lead, service.visitor, service.open_case().resident):
        with pytest.raises(WrongHands):
            act.hand_in(
                host=host_of(service), what=What.HOME, words="", content=jpeg(), by=by, now=LATER
            )


def test_a_deleted_paper_is_shredded_whole(service: Service) -> None:
    paper = of_host(service)
    items = ItemRow.objects.filter(subject=paper)
    assert items.count() == 4  # what it is, two pages, the file

    with pytest.raises(WrongHands):
        act.delete(paper=paper, by=service.hosts[service.homes[0]], now=LATER)
    act.delete(paper=paper, by=service.duty, now=LATER)

    assert not items.exists()
    assert not PaperRow.objects.exists()
    assert events.problems(None, None) == []
    with pytest.raises(NotFound):
        act.delete(paper=paper, by=service.duty, now=LATER)


def test_what_is_no_paper_leaves_nothing_behind(service: Service) -> None:
    before = ItemRow.objects.count()

    with pytest.raises(BadInput):
        of_host(service, b"MZ" + bytes(99))
    with pytest.raises(NotFound):
        act.hand_in(
            host=UUID(int=5), what=What.HOME, words="", content=jpeg(), by=service.duty, now=LATER
        )

    assert ItemRow.objects.count() == before


def test_nobody_fills_the_disk_with_papers(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act, "MOST_HELD", 1)
    of_host(service)

    with pytest.raises(RuleBroken, match="delete those"):
        of_host(service)
    assert core.MOST_HELD > 1


def test_papers_of_a_case_are_erased_with_it(service: Service) -> None:
    opened = service.open_case()
    paper = of_case(service, opened)
    retention.close(case=opened.case, by=service.duty, now=LATER)
    retention.ask(case=opened.case, by=opened.resident, now=LATER)

    retention.erase(case=opened.case, by=service.lead, now=LATER)

    assert not ItemRow.objects.filter(subject=paper).exclude(body=b"").exists()
    assert ask.of_case(opened.case, by=service.duty, now=LATER) == []
