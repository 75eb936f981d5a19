"""A register of hosts comes in whole; a corrected row changes one host and nothing we found out."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter

from hearth.actions.exchange.hosts import ImportedHosts, import_hosts
from hearth.core.home import Home
from hearth.core.host import Evidence, Host
from hearth.core.identity import Address, HostIdentity
from hearth.core.ids import HomeId
from hearth.exchange.host_words import LivesThere
from hearth.exchange.hosts import HostRow as SheetHost
from hearth.exchange.hosts import read_hosts
from hearth.exchange.sheets import write_marked
from hearth.store import facts, hosts
from hearth.store.models import GrantRow, HomeRow, HostRow, ItemRow
from tests.builders import MOMENT, TODAY
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db
HEADING = ("Ref", "Contact", "spare rooms", "street", "pets welcome")
ADA = ("h-1", "Ida Holm", "2", "9 Alder Row", "yes")
EVE = ("h-2", "Eve Ash", "1", "3 Birch Lane", "no")
MAN, WOMAN, CHILD = LivesThere(40, "man"), LivesThere(41, "woman"), LivesThere(7, "woman")
OURS = "Ada Lind"  # whom every service of the tests begins with
MAPPING = {"Contact": "name"}


@pytest.fixture
def service() -> Service:
    return a_service(homes=0)


def sheet(at: Path, *rows: Sequence[str]) -> Path:
    path = at / "hosts.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEADING, *rows])
    return path


def book(at: Path, *rows: Sequence[str]) -> Path:
    path = at / "hosts.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate([HEADING, *rows]):
            page.write_row(number, 0, row)
    return path


def rows_of(path: Path) -> list[SheetHost]:
    return read_hosts(path, MAPPING, read_on=TODAY)[0]


def entered(service: Service, rows: Sequence[SheetHost], register: str = "hosts") -> ImportedHosts:
    return import_hosts(rows, register=register, programme="blank", by=service.duty, now=MOMENT)


def sealed() -> set[tuple[str, bytes]]:
    items = {(f"item {row.id}", bytes(row.body)) for row in ItemRow.objects.all()}
    return items | {(f"grant {row.id}", bytes(row.wrapped)) for row in GrantRow.objects.all()}


def names(service: Service) -> list[str]:
    items = HostRow.objects.values_list("identity_id", flat=True)
    found = facts.open_many(HostIdentity, items, by=service.duty, now=MOMENT, purpose="test")
    return sorted(one.name for one in found.values() if one.name != OURS)


def the_home(service: Service, host: str) -> tuple[Home, Host, Address]:
    """The home of the host of this name, as the rules see it, and where it is."""
    for row in HomeRow.objects.select_related("host"):
        who = facts.open_(
            HostIdentity, row.host.identity_id, by=service.duty, now=MOMENT, purpose="test"
        )
        if who.name == host:
            home, whose = hosts.home(HomeId(row.id), by=service.duty, now=MOMENT, purpose="test")
            where = facts.open_(
                Address, row.address_id, by=service.duty, now=MOMENT, purpose="test"
            )
            return home, whose, where
    raise AssertionError(host)


@pytest.mark.parametrize("kind", [sheet, book])
def test_a_register_comes_in_with_their_own_headings(
    service: Service, tmp_path: Path, kind: Callable[..., Path]
) -> None:
    done = entered(service, rows_of(kind(tmp_path, ADA, EVE)))

    assert done.hosts.new == 2
    assert names(service) == ["Eve Ash", "Ida Holm"]
    home, _, where = the_home(service, "Ida Holm")
    assert len(home.rooms) == 2
    assert where.street == "9 Alder Row"


def test_importing_again_changes_nothing(service: Service, tmp_path: Path) -> None:
    entered(service, rows_of(sheet(tmp_path, ADA, EVE)))
    before = sealed()

    done = entered(service, rows_of(sheet(tmp_path, EVE, ADA)))

    assert (done.hosts.new, done.hosts.changed, done.hosts.unchanged) == (0, 0, 2)
    assert sealed() == before


def test_a_corrected_row_changes_one_host_and_keeps_the_rooms_taken(
    service: Service, tmp_path: Path
) -> None:
    entered(service, rows_of(sheet(tmp_path, ADA, EVE)))
    home, host, _ = the_home(service, "Ida Holm")
    taken = replace(home, rooms_taken=frozenset({1}), parties_now=1)
    hosts.change_home(taken, by=service.duty, now=MOMENT, purpose="test")
    lived = replace(host, stays_before=3)
    hosts.change_host(lived, by=service.duty, now=MOMENT, purpose="test")
    eve = the_home(service, "Eve Ash")
    moved = (*ADA[:3], "12 Alder Row", "no")

    done = entered(service, rows_of(sheet(tmp_path, moved, EVE)))

    assert (done.hosts.changed, done.hosts.unchanged) == (1, 1)
    home, host, where = the_home(service, "Ida Holm")
    assert where.street == "12 Alder Row"
    assert (home.rooms_taken, home.parties_now) == (frozenset({1}), 1)
    assert host.stays_before == 3
    assert the_home(service, "Eve Ash") == eve


def test_vetting_done_here_outlives_a_corrected_row(service: Service, tmp_path: Path) -> None:
    entered(service, rows_of(sheet(tmp_path, ADA)))
    _, host, _ = the_home(service, "Ida Holm")
    done = replace(host, evidence=(Evidence(requirement="home-visit", on=TODAY),))
    hosts.change_host(done, by=service.duty, now=MOMENT, purpose="test")

    entered(service, rows_of(sheet(tmp_path, (*ADA[:3], "12 Alder Row", "yes"))))

    assert the_home(service, "Ida Holm")[1].evidence == done.evidence


def test_the_household_stays_who_it_was_in_a_corrected_row(
    service: Service, tmp_path: Path
) -> None:
    lives = replace(rows_of(sheet(tmp_path, ADA))[0], household=(MAN, WOMAN))
    entered(service, [lives])
    _, before, _ = the_home(service, "Ida Holm")

    entered(service, [replace(lives, phone="+44 20 7946 0000")])
    _, after, _ = the_home(service, "Ida Holm")
    assert after.circle == before.circle

    entered(service, [replace(lives, household=(WOMAN, CHILD))])
    _, later, _ = the_home(service, "Ida Holm")
    assert len(later.circle & before.circle) == 1
    assert len(later.circle) == 2


def test_a_new_day_of_vetting_replaces_what_the_register_said_before(
    service: Service, tmp_path: Path
) -> None:
    row = replace(rows_of(sheet(tmp_path, ADA))[0], vetted_until=TODAY + timedelta(30))
    entered(service, [row])
    _, first, _ = the_home(service, "Ida Holm")

    entered(service, [replace(row, vetted_until=None)])
    _, then, _ = the_home(service, "Ida Holm")

    assert first.evidence
    assert then.evidence == ()


def test_a_row_gone_from_the_register_leaves_its_host(service: Service, tmp_path: Path) -> None:
    entered(service, rows_of(sheet(tmp_path, ADA, EVE)))

    entered(service, rows_of(sheet(tmp_path, ADA)))

    assert names(service) == ["Eve Ash", "Ida Holm"]


def test_two_registers_may_use_the_same_keys(service: Service, tmp_path: Path) -> None:
    entered(service, rows_of(sheet(tmp_path, ADA)))

    done = entered(service, rows_of(sheet(tmp_path, ADA)), register="another town")

    assert done.hosts.new == 1
    assert names(service) == ["Ida Holm", "Ida Holm"]


def test_a_marked_row_mended_and_sent_again_comes_in(service: Service, tmp_path: Path) -> None:
    path = sheet(tmp_path, ADA, (*EVE[:2], "many", *EVE[3:]))
    right, report = read_hosts(path, MAPPING, read_on=TODAY)
    entered(service, right)
    marked = tmp_path / "marked.csv"
    write_marked(path, report, marked)
    marked.write_text(marked.read_text("utf-8-sig").replace("many", "1"), "utf-8")

    done = entered(service, rows_of(marked))

    assert done.hosts.new == 1
    assert names(service) == ["Eve Ash", "Ida Holm"]
