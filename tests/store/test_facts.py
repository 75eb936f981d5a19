"""Sealed facts: only a key opens them, and every opening is written down first."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from hearth.actions.keys import rotation
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.errors import NotFound, RuleBroken, Sealed
from hearth.core.identity import Address
from hearth.seal import grant as seal_grant
from hearth.seal import item as seal_item
from hearth.seal import log
from hearth.store import events, facts, principals
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import EntryRow, GrantRow, HeadRow, ItemRow
from tests.builders import MOMENT, an_id
from tests.service import Service, a_service, an_address, hired, signed_in_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        yield a_service(homes=1)


def sealed(by: SignedIn, *to: UUID, compartment: Compartment = Compartment.PLACE) -> UUID:
    new = NewFact(
        subject=an_id(), compartment=compartment, kind="address", value=an_address(), to=to
    )
    return facts.put(new, by=by, now=MOMENT)


def opened(item: UUID, by: SignedIn) -> Address:
    return facts.open_(Address, item, by=by, now=MOMENT, purpose="test")


def nothing_wrong() -> bool:
    return log.verify(events.entries(), bound=events.bound_now()) == []


def test_whoever_was_given_a_key_opens_the_fact(service: Service) -> None:
    item = sealed(service.duty, service.visitor.id)

    assert opened(item, service.visitor) == an_address()


def test_a_member_opens_what_their_circle_was_given(service: Service) -> None:
    item = sealed(service.lead, principals.circle(OFFICE))

    assert opened(item, service.duty) == an_address()


def test_whoever_sealed_a_fact_and_kept_no_key_cannot_open_it(service: Service) -> None:
    item = sealed(service.lead, principals.circle(OFFICE))

    with pytest.raises(Sealed):
        opened(item, service.lead)
    assert not facts.can_open(item, service.lead)


def test_a_fact_that_is_not_there_is_not_found(service: Service) -> None:
    for missing in (uuid4(), None):
        with pytest.raises(NotFound):
            opened(missing, service.duty)  # type: ignore[arg-type]  # rows may lack one


def test_of_many_facts_either_all_are_shown_or_none(service: Service) -> None:
    mine = sealed(service.duty, principals.circle(OFFICE))
    theirs = sealed(service.duty, service.visitor.id)
    before = HeadRow.objects.values().get()

    with pytest.raises(Sealed):
        facts.open_many(Address, [mine, theirs], by=service.duty, now=MOMENT, purpose="test")
    assert HeadRow.objects.values().get() == before


def test_every_opening_is_counted_and_named_in_the_log(service: Service) -> None:
    items = [sealed(service.duty, principals.circle(OFFICE)) for _ in range(3)]
    before = HeadRow.objects.get().openings

    facts.open_many(Address, items, by=service.duty, now=MOMENT, purpose="offer")
    opened(items[0], service.duty)

    assert HeadRow.objects.get().openings == before + 4
    last = EntryRow.objects.latest("seq")
    assert (last.act, last.by, last.purpose) == ("facts.opened", service.duty.id.hex, "test")


@pytest.mark.promise(number="P9")
def test_nothing_is_shown_where_the_opening_cannot_be_written_down(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))

    def full(*_: object, **__: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(events, "enter", full)
    with pytest.raises(OSError, match="no room"):
        opened(item, service.duty)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_opened_outside_a_transaction() -> None:
    service = a_service(homes=1)
    with transaction.atomic():
        item = sealed(service.duty, principals.circle(OFFICE))

    with pytest.raises(RuntimeError, match="transaction"):
        opened(item, service.duty)


def test_a_fact_is_never_sealed_to_a_role_that_may_not_hold_it(service: Service) -> None:
    before = ItemRow.objects.count()

    with pytest.raises(RuleBroken, match="testimony"):
        sealed(service.lead, service.visitor.id, compartment=Compartment.TESTIMONY)
    assert ItemRow.objects.count() == before


def test_a_key_is_never_given_to_a_role_that_may_not_hold_it(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE), compartment=Compartment.LEDGER)

    with pytest.raises(RuleBroken, match="ledger"):
        give(item, service.visitor, by=service.duty)


def give(item: UUID, to: SignedIn, *, by: SignedIn, because: UUID | None = None) -> None:
    facts.grant([item], to.id, by=by, now=MOMENT, purpose="test", because=because)


def test_a_key_is_given_only_by_somebody_who_holds_one(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))

    with pytest.raises(Sealed):
        give(item, service.visitor, by=service.lead)
    give(item, service.visitor, by=service.duty)

    assert opened(item, service.visitor) == an_address()


def test_a_key_is_not_given_to_somebody_who_has_left(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))
    principals.end(service.visitor.id, by=service.duty, now=MOMENT)

    with pytest.raises(NotFound):
        give(item, service.visitor, by=service.duty)


def test_taking_back_one_consent_leaves_the_key_of_another(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))
    one, other = an_id(), an_id()
    for because in (one, other):
        give(item, service.visitor, by=service.duty, because=because)

    assert take_back(one, service.duty) == 1
    assert opened(item, service.visitor) == an_address()
    assert take_back(other, service.duty) == 1
    assert not facts.can_open(item, service.visitor)
    assert nothing_wrong()


def take_back(because: UUID, by: SignedIn) -> int:
    return facts.revoke(because, by=by, now=MOMENT, purpose="test")


def test_the_same_key_given_twice_is_one_key(service: Service) -> None:
    item, because = sealed(service.duty, principals.circle(OFFICE)), an_id()

    for _ in range(2):
        give(item, service.visitor, by=service.duty, because=because)

    assert GrantRow.objects.filter(item=item, to=service.visitor.id).count() == 1


def test_a_changed_fact_is_read_by_all_who_could_read_it_and_by_no_old_key(
    service: Service,
) -> None:
    item = sealed(service.duty, principals.circle(OFFICE), service.visitor.id)
    old = GrantRow.objects.get(item=item, to=service.visitor.id)
    row = ItemRow.objects.get(id=item)
    private = service.visitor.keys[service.visitor.id]
    key = seal_grant.unwrap(bytes(old.wrapped), private, facts.where(row), service.visitor.id)

    moved = Address(street="Elm Lane 2", town="Thornby")
    facts.change(item, moved, by=service.duty, now=MOMENT)

    assert opened(item, service.visitor) == opened(item, service.duty) == moved
    now = ItemRow.objects.get(id=item)
    with pytest.raises(Sealed):
        seal_item.open_body(bytes(now.body), key, facts.where(now))
    assert nothing_wrong()


def test_only_who_can_read_a_fact_may_change_it(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))

    with pytest.raises(Sealed):
        facts.change(item, an_address(), by=service.lead, now=MOMENT)
    assert ItemRow.objects.get(id=item).version == 0


def test_a_shredded_fact_is_gone_with_every_key(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE), service.visitor.id)

    facts.shred(item, by=service.duty, now=MOMENT, purpose="test")

    assert not ItemRow.objects.filter(id=item).exists()
    assert not GrantRow.objects.filter(item=item).exists()
    assert nothing_wrong()


def test_after_a_rotation_the_members_open_all_that_was_there(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))
    colleague = hired(Audience.CASEWORKER, service.duty, (OFFICE,))

    rotation.rotate(OFFICE, by=service.duty, now=MOMENT)

    assert opened(item, service.duty) == an_address()
    assert opened(item, signed_in_again(colleague)) == an_address()
    assert nothing_wrong()


def test_who_is_not_a_member_cannot_rotate(service: Service) -> None:
    with pytest.raises(Sealed):
        rotation.rotate(OFFICE, by=service.lead, now=MOMENT)


def test_a_leaver_opens_nothing_of_the_circle_with_the_keys_they_kept(service: Service) -> None:
    office = principals.circle(OFFICE)
    before = sealed(service.duty, office)
    leaver = hired(Audience.CASEWORKER, service.duty, (OFFICE,))
    assert facts.can_open(before, leaver)

    principals.end(leaver.id, by=service.duty, now=MOMENT)
    rotation.rotate(OFFICE, by=service.duty, now=MOMENT)
    after = sealed(service.duty, office)

    for item in (before, after):
        with pytest.raises(Sealed):
            opened(item, leaver)
    with pytest.raises(Sealed):
        signed_in_again(leaver)


def test_what_is_written_anew_is_not_sealed_to_somebody_who_has_left(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE), service.visitor.id)
    principals.end(service.visitor.id, by=service.duty, now=MOMENT)

    facts.change(item, an_address(), by=service.duty, now=MOMENT)

    assert not facts.can_open(item, service.visitor)
    assert nothing_wrong()


def test_ids_are_random(service: Service) -> None:
    item = sealed(service.duty, principals.circle(OFFICE))

    assert item.version == 4
    assert {one.version for one in GrantRow.objects.values_list("id", flat=True)} == {4}
