"""What somebody types is theirs alone, and is gone when it is used."""

import pytest

from hearth.core.errors import InvalidValue, RuleBroken, Sealed
from hearth.store import drafts, events
from hearth.store.drafts import Typed
from hearth.store.models import DraftRow
from tests.builders import MOMENT
from tests.service import LATER, Service, a_service

pytestmark = pytest.mark.django_db

FEAR = "Somebody waits at the corner of Mill Street"


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


def keep(service: Service, said: str = FEAR, name: str = "here/a", **more: bool) -> None:
    drafts.save(name, Typed({"fear": (said,)}, **more), by=service.duty, now=MOMENT)


def test_what_was_typed_comes_back_as_it_was(service: Service) -> None:
    keep(service, sent=True)

    typed = drafts.named("here/a", by=service.duty)

    assert typed == Typed({"fear": (FEAR,)}, sent=True)


def test_nobody_else_finds_it_under_its_name(service: Service) -> None:
    keep(service)

    assert drafts.named("here/a", by=service.lead) is None
    assert drafts.under("here/", by=service.lead) == {}


def test_the_rows_hold_nothing_that_can_be_read(service: Service) -> None:
    keep(service)

    row = DraftRow.objects.get()

    assert b"Mill" not in bytes(row.body) + bytes(row.wrapped)


def test_a_draft_moved_to_another_person_does_not_open(service: Service) -> None:
    keep(service)
    DraftRow.objects.update(principal_id=service.lead.id)

    with pytest.raises(Sealed):
        drafts.named("here/a", by=service.lead)


def test_each_saving_has_a_fresh_key_and_replaces_what_was_there(service: Service) -> None:
    keep(service, "That")
    before = bytes(DraftRow.objects.get().wrapped)
    keep(service, "That he")

    row = DraftRow.objects.get()

    assert bytes(row.wrapped) != before
    assert drafts.under("here/", by=service.duty)["here/a"].fields == {"fear": ("That he",)}


def test_typing_is_no_act_and_stands_in_no_log(service: Service) -> None:
    before = events.head()

    keep(service)
    drafts.named("here/a", by=service.duty)

    assert events.head() == before
    assert events.problems(None, None) == []


def test_the_latest_stands_first(service: Service) -> None:
    keep(service)
    drafts.save("here/b", Typed(), by=service.duty, now=LATER)

    assert list(drafts.saved("here/", by=service.duty)) == ["here/b", "here/a"]


def test_dropping_leaves_what_others_typed(service: Service) -> None:
    keep(service)
    drafts.save("here/a", Typed(), by=service.lead, now=MOMENT)

    drafts.drop("here/", by=service.duty)

    assert drafts.named("here/a", by=service.duty) is None
    assert drafts.named("here/a", by=service.lead) == Typed()


@pytest.mark.parametrize("name", ["", "x" * 65, "naïve", "a\nb"])
def test_a_name_that_is_none_is_refused(service: Service, name: str) -> None:
    with pytest.raises(InvalidValue):
        keep(service, name=name)


def test_nobody_fills_the_disk_by_typing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "AT_MOST", 1)
    keep(service)
    keep(service, "the same form again")

    with pytest.raises(RuleBroken):
        keep(service, name="here/b")


def test_a_draft_shows_nothing_when_it_is_printed() -> None:
    assert "Mill" not in repr(Typed({"fear": (FEAR,)}))
