"""The tables are those of the models, and come about while the release before goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from hearth.actions.keys import service
from hearth.core.compartments import OFFICE
from hearth.store import events, principals
from hearth.store.models import CaseRow, GrantRow, OfficeRow
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import open_case

FACTS, GRANTS = "store_itemrow", "store_grantrow"
AT_LEAST = 10  # rounds of each before and after: so that the change happens amid them
OLDEST = "0010_rounds"
RANDOM = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def columns(table: str) -> list[str]:
    """What a table has now: all that the release of this moment knows of."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [one.name for one in found]


def tables() -> list[str]:
    """All of ours there are now, but for those that are read anyway."""
    there = connection.introspection.table_names()
    return [one for one in there if one.startswith("store_") and one not in (FACTS, GRANTS)]


def one_more(table: str, fresh: set[str]) -> str:
    """SQL that writes a row as this release does: a copy of one, with new values in `fresh`."""
    names = columns(table)
    random = RANDOM[connection.vendor]
    values = [random if name in fresh else name for name in names]
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} LIMIT 1"
    )


class Release:
    """The release before at work: it writes and reads until it is told to stop."""

    def __init__(self) -> None:
        self.over = Event()
        self.acts = (
            one_more(FACTS, {"id"}),
            one_more(GRANTS, {"id", "because"}),
            f"SELECT {', '.join(columns(FACTS))} FROM {FACTS} LIMIT 50",
            f"SELECT {', '.join(columns(GRANTS))} FROM {GRANTS} LIMIT 50",
        )
        self.looks = [f"SELECT {', '.join(columns(name))} FROM {name} LIMIT 1" for name in tables()]
        self.rounds = [0] * (len(self.acts) + 1)

    def work(self, at: int) -> None:
        """One of its threads. Raises whatever the database says."""
        try:
            while not self.over.is_set() or self.rounds[at] < 2 * AT_LEAST:
                with connection.cursor() as cursor:
                    for act in self.looks if at == len(self.acts) else [self.acts[at]]:
                        cursor.execute(act)
                self.rounds[at] += 1
        finally:
            connections.close_all()

    def amid(self, change: Callable[[], object]) -> None:
        """Make a change while all threads work. Raises what any of them met."""
        with ThreadPoolExecutor(len(self.rounds)) as pool:
            running = [pool.submit(self.work, at) for at in range(len(self.rounds))]
            try:
                while min(self.rounds) < AT_LEAST and not any(one.done() for one in running):
                    Event().wait(0.001)
                change()
            finally:
                self.over.set()
            for one in running:
                one.result()


def to(name: str) -> None:
    call_command("migrate", "store", name, verbosity=0, interactive=False)


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {GRANTS}")
        return int(cursor.fetchone()[0])


def latest() -> str:
    [last] = MigrationLoader(connection).graph.leaf_nodes("store")
    return str(last[1])


@pytest.mark.promise(number="P1")
@pytest.mark.django_db(transaction=True)
def test_all_tables_change_one_after_the_other_while_each_release_reads_and_writes(
    tried: Tried,
) -> None:
    open_case(service.begin(now=MOMENT).duty)
    acts = 0
    to(OLDEST)
    try:
        there = count()
        for name in following(OLDEST):
            release = Release()
            release.amid(lambda name=name: to(name))
            there += release.rounds[1]
            acts += sum(release.rounds)
    finally:
        to(latest())

    assert count() == there
    assert not GrantRow.objects.filter(rests=True).exists()
    assert events.head()[0] > 0
    tried(acts, f"acts of each release while the tables after {OLDEST} came about: 0 failed")


def following(name: str) -> list[str]:
    """The migrations after one, in order."""
    graph = MigrationLoader(connection).graph
    names = [one for app, one in graph.forwards_plan(("store", latest())) if app == "store"]
    return names[names.index(name) + 1 :]


@pytest.mark.django_db(transaction=True)
def test_the_one_office_that_was_there_becomes_the_first_and_every_case_is_its_own() -> None:
    duty = service.begin(now=MOMENT).duty
    opened = open_case(duty)
    to("0019_checks_found_by_few_indices")
    try:
        assert "office_id" not in columns("store_caserow")
    finally:
        to(latest())

    (office,) = OfficeRow.objects.all()
    assert office.id == principals.circle(OFFICE)
    assert CaseRow.objects.get(id=opened.case).office_id == office.id
