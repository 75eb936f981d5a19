"""Whoever changes rows behind the log's back is found; so is whoever changes the log."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from hearth.actions.keys import rotation
from hearth.actions.keys import service as setting_up
from hearth.actions.keys.service import Begun
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.identity import Address
from hearth.seal import log
from hearth.seal.log import Kind
from hearth.store import events, facts, hosts, principals
from hearth.store.facts import NewFact
from hearth.store.models import (
    EntryRow,
    GrantRow,
    HeadRow,
    HomeRow,
    HostRow,
    ItemRow,
    MemberRow,
    PrincipalRow,
)
from hearth.store.models.base import Row
from tests.builders import MOMENT, an_id
from tests.service import a_new_host, an_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun() -> Begun:
    """A service with recovery holders and two facts, one of which was changed once."""
    with transaction.atomic():
        begun = setting_up.begin(now=MOMENT)
        setting_up.appoint_holders(count=3, begun=begun, now=MOMENT)
        first, _ = (sealed(begun) for _ in range(2))
        facts.change(first, an_address(), by=begun.duty, now=MOMENT)
    return begun


def sealed(begun: Begun) -> UUID:
    new = NewFact(
        subject=an_id(),
        compartment=Compartment.PLACE,
        kind="address",
        value=an_address(),
        to=(principals.circle(OFFICE),),
    )
    return facts.put(new, by=begun.duty, now=MOMENT)


def found() -> set[Kind]:
    return {problem.kind for problem in events.problems(None, None)}


def sql(statement: str, *values: Any) -> None:
    """What somebody with the database and no keys can do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def key(id: UUID) -> UUID | str:
    return id if connection.vendor == "postgresql" else id.hex


def test_a_service_that_nobody_touched_is_found_well(begun: Begun) -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("store_itemrow", "body"),
        ("store_grantrow", "wrapped"),
        ("store_principalrow", "public_key"),
        ("store_principalrow", "role"),
        ("store_memberrow", "sealed"),
        ("store_sharerow", "blob"),
    ],
)
def test_a_changed_row_is_found(begun: Begun, table: str, field: str) -> None:
    changed = "visitor" if field == "role" else b"\x01" * 80

    sql(f"UPDATE {table} SET {field} = %s", changed)

    assert found() >= {Kind.CHANGED}


@pytest.mark.parametrize("table", ["store_grantrow", "store_memberrow", "store_sharerow"])
def test_a_deleted_row_is_found(begun: Begun, table: str) -> None:
    sql(f"DELETE FROM {table}")

    assert found() == {Kind.DELETED}


def test_two_bodies_swapped_are_found(begun: Begun) -> None:
    one, other = ItemRow.objects.all()[:2]

    for row, body in ((one, other.body), (other, one.body)):
        sql("UPDATE store_itemrow SET body = %s WHERE id = %s", bytes(body), key(row.id))

    assert found() == {Kind.SWAPPED}


def test_a_fact_put_back_to_what_it_was_is_found(begun: Begun) -> None:
    row = ItemRow.objects.get(version=1)
    old = bytes(row.body)
    facts.change(row.id, an_address(), by=begun.duty, now=MOMENT)

    sql("UPDATE store_itemrow SET body = %s, version = 1 WHERE id = %s", old, key(row.id))

    assert found() == {Kind.ROLLED_BACK}


def test_a_key_that_no_act_gave_is_found(begun: Begun) -> None:
    row = GrantRow.objects.all()[0]

    GrantRow.objects.create(item=row.item, to_id=begun.lead.id, wrapped=bytes(row.wrapped))

    assert found() == {Kind.UNLOGGED}


def test_somebody_let_into_a_circle_by_no_act_is_found(begun: Begun) -> None:
    row = MemberRow.objects.all()[0]

    MemberRow.objects.create(circle=row.circle, member_id=an_outsider(begun), sealed=b"\x11" * 81)

    assert found() == {Kind.UNLOGGED}


def an_outsider(begun: Begun) -> UUID:
    """Somebody who belongs to no circle."""
    return principals.make_user(begun.lead.audience, None, by=begun.lead, now=MOMENT).id


def test_a_key_that_was_taken_back_and_put_there_again_is_found(begun: Begun) -> None:
    because = uuid4()
    item = ItemRow.objects.all()[0]
    facts.grant(
        [item.id], a_visitor(begun), by=begun.duty, now=MOMENT, purpose="test", because=because
    )
    given = GrantRow.objects.get(because=because)
    facts.revoke(because, by=begun.duty, now=MOMENT, purpose="test")

    given.save(force_insert=True)

    assert found() == {Kind.RETURNED}


def a_visitor(begun: Begun) -> UUID:
    return principals.make_user(Audience.VISITOR, None, by=begun.duty, now=MOMENT).id


Deed = Callable[[], None]


def alter() -> None:
    """Somebody else is said to have done it."""
    sql("UPDATE store_entryrow SET by = %s WHERE seq = 5", "nobody")


def leave_out() -> None:
    """An act is taken out of the middle."""
    sql("DELETE FROM store_entryrow WHERE seq = 5")


def hide_binding() -> None:
    """An entry no longer says what was sealed."""
    sql("UPDATE store_entryrow SET bindings = %s WHERE bindings <> %s", "{}", "{}")


def put_in() -> None:
    """An entry is put at the end that follows nothing."""
    last = EntryRow.objects.latest("seq")
    last.seq += 1
    last.save(force_insert=True)


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        (alter, Kind.ALTERED),
        (leave_out, Kind.MISSING),
        (hide_binding, Kind.ALTERED),
        (put_in, Kind.ALTERED),
    ],
)
def test_a_log_that_was_touched_is_found(begun: Begun, deed: Deed, kind: Kind) -> None:
    deed()

    assert kind in found()


def test_a_log_cut_short_is_found_by_a_checkpoint_given_away_before(begun: Begun) -> None:
    signer = log.new_signer()
    said = log.checkpoint("hearth", *events.head(), signer.private, MOMENT.isoformat())
    checkpoint = log.read_checkpoint(said, signer.public)
    assert log.against(events.entries(), checkpoint) == []

    last = EntryRow.objects.latest("seq")
    names = [UUID(name.split(":")[1]) for name in json.loads(last.bindings)]
    GrantRow.objects.filter(id__in=names).delete()
    ItemRow.objects.filter(id__in=names).delete()
    last.delete()

    assert [p.kind for p in log.against(events.entries(), checkpoint)] == [Kind.CUT]


def test_the_last_acts_taken_out_are_found_without_a_checkpoint(begun: Begun) -> None:
    with transaction.atomic():
        events.record("test.done", by=begun.duty, about="", now=MOMENT)
    assert found() == set()

    EntryRow.objects.latest("seq").delete()

    assert found() == {Kind.CUT}


def opened_two(begun: Begun) -> list[UUID]:
    items = list(ItemRow.objects.values_list("id", flat=True)[:2])
    with transaction.atomic():
        facts.open_many(Address, items, by=begun.duty, now=MOMENT, purpose="test")
    return items


def test_an_opening_says_how_many_facts_it_showed_and_which(begun: Begun) -> None:
    before = events.openings()

    items = opened_two(begun)

    last = list(events.entries())[-1]
    assert (last.act, last.count) == ("facts.opened", 2)
    assert last.digest == events.digest_of(items[::-1]) != events.digest_of(items[:1])
    assert events.openings() == before + 2
    assert found() == set()


@pytest.mark.parametrize(("field", "value"), [("count", 1), ("digest", ""), ("count", 0)])
def test_an_opening_made_smaller_afterwards_is_found(
    begun: Begun, field: str, value: object
) -> None:
    opened_two(begun)

    sql(f"UPDATE store_entryrow SET {field} = %s WHERE count = 2", value)

    assert Kind.ALTERED in found()


def test_openings_that_the_head_does_not_count_are_found(begun: Begun) -> None:
    opened_two(begun)

    sql("UPDATE store_headrow SET openings = openings - 1")

    assert found() == {Kind.MISCOUNTED}


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (HomeRow, "address"),
        (HomeRow, "attributes"),
        (HostRow, "identity"),
        (HostRow, "profile"),
    ],
)
def test_a_row_that_points_at_the_fact_of_another_is_found(
    begun: Begun, model: type[Row], field: str
) -> None:
    new = [a_new_host(), a_new_host()]
    with transaction.atomic():
        hosts.enter_many(new, by=begun.duty, now=MOMENT, purpose="register")
    assert found() == set()

    one = model._default_manager.all()[0]
    model._default_manager.filter(id=one.id).update(**{field: ItemRow.objects.get(version=1)})

    assert found() == {Kind.MISDIRECTED}


def test_an_entry_that_binds_much_is_written_in_parts_that_hang_together(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PER_ENTRY", 2)
    before = events.head()[0]

    sealed(begun)
    rotation.rotate(OFFICE, by=begun.duty, now=MOMENT)

    assert events.head()[0] > before + 4
    assert found() == set()


def test_the_head_says_where_the_log_ends(begun: Begun) -> None:
    last = EntryRow.objects.latest("seq")

    assert events.head() == (last.seq, last.hash)
    assert HeadRow.objects.count() == 1


def test_an_act_that_fails_leaves_no_entry(begun: Begun) -> None:
    before, bound = events.head(), events.bound_now()
    known = PrincipalRow.objects.count()

    with pytest.raises(ZeroDivisionError):
        sealed_and_failed(begun)
    assert (events.head(), events.bound_now()) == (before, bound)
    assert PrincipalRow.objects.count() == known


@transaction.atomic
def sealed_and_failed(begun: Begun) -> float:
    """An act that seals something, and then meets a fault of ours."""
    return sealed(begun).int / 0
