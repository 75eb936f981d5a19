"""A question that was worded once answers as Django's own does, with whatever values."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hearth.store.database.worded import Worded, WordedChange, enter, in_ids, make_ready
from hearth.store.models import GrantRow, ItemRow, PrincipalRow, SessionRow
from tests.builders import MOMENT

pytestmark = pytest.mark.django_db
FIELDS = ("id", "subject", "kind", "version", "body")


def a_principal(role: str = "caseworker", **also: object) -> PrincipalRow:
    made: PrincipalRow = PrincipalRow.objects.create(
        role=role, public_key=b"\0\xff", made_at=MOMENT, **also
    )
    return made


def an_item(kind: str = "note", body: bytes = b"body", version: int = 0) -> ItemRow:
    return ItemRow(subject=uuid4(), compartment="casework", kind=kind, version=version, body=body)


def test_rows_are_those_of_the_queryset_with_what_is_selected_beside_them() -> None:
    who = a_principal(ended_at=MOMENT)
    SessionRow.objects.create(
        principal=who, token_hash=b"t", locked=b"l", ends_at=MOMENT, seen_at=MOMENT
    )
    asked = Worded(
        lambda hash: SessionRow.objects.filter(token_hash=hash).select_related("principal")
    )

    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            found = asked.first(b"t")
            assert found is not None
            beside = found.principal
        assert len(queries) == 1
        plain = SessionRow.objects.select_related("principal").get()
        for ours, theirs in ((found, plain), (beside, plain.principal)):
            names = [field.attname for field in theirs._meta.concrete_fields]
            assert [getattr(ours, name) for name in names] == [
                getattr(theirs, name) for name in names
            ]
            assert not ours._state.adding


def test_nothing_is_kept_of_an_answer() -> None:
    asked = Worded(lambda role: PrincipalRow.objects.filter(role=role))
    assert asked("lead") == []

    lead, other = a_principal("lead"), a_principal("manager")

    assert asked("lead") == [lead]
    assert asked("manager") == [other]
    assert asked.first("visitor") is None


def test_many_ids_stand_in_one_place() -> None:
    some = [a_principal() for _ in range(3)]
    asked = Worded(
        lambda ids: PrincipalRow.objects.filter(id__in=in_ids(ids)).values_list("id", flat=True)
    )

    assert asked([]) == []
    assert set(asked([some[0].id, some[2].id, uuid4()])) == {some[0].id, some[2].id}


def test_moments_and_numbers_are_asked_for_as_they_are_kept() -> None:
    early, late = a_principal(), a_principal(ended_at=MOMENT + timedelta(seconds=1, microseconds=7))
    asked = Worded(
        lambda moment, most: (
            PrincipalRow.objects.filter(ended_at__gt=moment)
            .annotate(size=most)
            .values_list("id", "ended_at")
        )
    )

    assert asked(MOMENT, 1) == [(late.id, late.ended_at)]
    assert early.id not in dict(asked(MOMENT, 2))


def test_a_change_touches_the_rows_that_are_meant_and_counts_them() -> None:
    rows = [an_item("note"), an_item("note"), an_item("card")]
    ItemRow.objects.bulk_create(rows)
    change = WordedChange(
        lambda kind, version, body: (
            ItemRow.objects.filter(kind=kind),
            {"version": version, "body": body},
        )
    )

    assert [change("note", 7, b"new"), change("none", 8, b"never")] == [2, 0]

    assert sorted(ItemRow.objects.values_list("kind", "version")) == [
        ("card", 0),
        ("note", 7),
        ("note", 7),
    ]


def test_a_row_is_entered_once() -> None:
    row = an_item()
    enter(row)
    assert not row._state.adding

    with pytest.raises(IntegrityError), transaction.atomic():
        enter(row)


def test_nothing_to_enter_writes_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        enter()
    assert len(queries) == 0


def test_all_can_be_worded_before_anybody_asks() -> None:
    ready = Worded(lambda role: PrincipalRow.objects.select_for_update().filter(role=role))
    make_ready()
    lead = a_principal("lead")

    with CaptureQueriesContext(connection) as queries:
        assert ready("lead") == [lead]
    assert len(queries) == 1


def test_what_is_entered_is_what_save_would_have_written() -> None:
    item, who = an_item(), a_principal()
    enter(item)
    ours, theirs = (GrantRow(item=item, to=who, wrapped=b"w", because=uuid4()) for _ in range(2))
    enter(ours)
    theirs.save(force_insert=True)

    kept = GrantRow.objects.in_bulk()
    for field in GrantRow._meta.concrete_fields:
        if field.name not in {"id", "because"}:
            one, other = (getattr(kept[row.id], field.attname) for row in (ours, theirs))
            assert one == other
    assert kept[ours.id].rests is False


class TestAnyValue(TestCase):
    """A transaction of its own for each example."""

    @settings(max_examples=20, deadline=None)
    @given(
        items=st.lists(
            st.tuples(
                st.text("ab%s'\"?é\u202e ", min_size=1, max_size=8),
                st.binary(max_size=40),
                st.integers(0, 2**31 - 1),
            ),
            max_size=4,
        )
    )
    def test_whatever_was_entered_is_found_as_django_finds_it(
        self, items: list[tuple[str, bytes, int]]
    ) -> None:
        rows = [an_item(kind, body, version) for kind, body, version in items]
        for row in rows:
            enter(row)

        for row in rows:
            plain = ItemRow.objects.filter(kind=row.kind, version=row.version)
            ours = _by_kind(row.kind, row.version)
            assert _read(ours) == _read(list(plain.order_by("id").values_list(*FIELDS)))
            assert row.id in {id for id, *_ in ours}


_by_kind: Worded[tuple[UUID, UUID, str, int, bytes]] = Worded(
    lambda kind, version: (
        ItemRow.objects.filter(kind=kind, version=version).order_by("id").values_list(*FIELDS)
    )
)


def _read(found: list[tuple[UUID, UUID, str, int, bytes]]) -> list[tuple[object, ...]]:
    return [(*rest, bytes(body)) for *rest, body in found]
