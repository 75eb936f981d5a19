"""Erased is erased in the files, not only in the tables."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from hearth.core.compartments import OFFICE, Compartment
from hearth.store import facts
from hearth.store.models import GrantRow, ItemRow
from hearth.store.principals import circle
from tests.builders import MOMENT
from tests.service import a_service


@pytest.mark.django_db(transaction=True)
def test_what_was_shredded_is_in_no_file_of_the_embedded_database() -> None:
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        pytest.skip("only the embedded database in a file has a journal to empty")
    service = a_service()
    with transaction.atomic():
        fact = facts.NewFact(
            subject=uuid4(),
            compartment=Compartment.CASEWORK,
            kind="note",
            value="gone",
            to=(circle(OFFICE),),
        )
        item = facts.put(fact, by=service.duty, now=MOMENT)
    body = bytes(ItemRow.objects.get(id=item).body)
    wrapped = bytes(GrantRow.objects.get(item=item).wrapped)
    database = Path(connection.settings_dict["NAME"])
    assert body in _files(database)

    with transaction.atomic():
        facts.shred(item, by=service.duty, now=MOMENT, purpose="asked")

    assert body not in _files(database)
    assert wrapped not in _files(database)


def _files(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
