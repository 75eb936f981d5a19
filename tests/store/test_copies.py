"""A copy put back is what was copied; what was shredded meanwhile does not come back with it."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

from hearth.actions.kept import copies
from hearth.core.errors import BadInput, NotReady, RuleBroken, Sealed
from hearth.store import events, facts, keyring
from hearth.store.copies import HORIZON, SHREDS_BESIDE, make
from hearth.store.copies.load import Restored
from hearth.store.folder import PAGE_SECRET, Folder, prepare
from hearth.store.models import GrantRow, ItemRow
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


class Office:
    """A service, its folder, and the key of its copies."""

    def __init__(self, home: Path) -> None:
        self.folder = prepare(Folder(home))
        self.service: Service = a_service()
        with transaction.atomic():
            self.opened = self.service.open_case()
        keyring.write(self.folder, "duty", self.service.duty, None)
        self.private = copies.read_key(copies.new_key(self.folder))

    def copy(self, name: str, now: object = MOMENT) -> Path:
        path = self.folder.path.parent / name
        copies.copy(folder=self.folder, path=path, now=now)  # type: ignore[arg-type]  # a moment
        return path

    def restore(
        self, path: Path, *, shredded: Path | None = None, newest: bool | None = None, days: int = 0
    ) -> Restored:
        """Put it back, over what is here: the command sees that nothing is."""
        return copies.restore(
            folder=prepare(Folder(self.folder.path.parent / "again")),
            path=path,
            keys=copies.keys_of(path, self.private),
            shredded=shredded,
            newest=shredded is None if newest is None else newest,
            now=MOMENT + days * DAY,
        )


@pytest.fixture
def office(home: Path) -> Office:
    return Office(home)


def listed(path: Path) -> Path:
    return make.beside(path, SHREDS_BESIDE)


def shred(office: Office, item: UUID) -> None:
    with transaction.atomic():
        facts.shred(item, by=office.service.duty, now=MOMENT, purpose="asked")


def some_item(office: Office) -> UUID:
    """A fact of the party that the office can open."""
    row = ItemRow.objects.filter(subject=office.opened.party).first()
    assert row is not None
    return row.id


def test_what_is_put_back_is_what_was_copied_and_its_log_says_so(office: Office) -> None:
    path = office.copy("copy")
    before = {row.id: bytes(row.body) for row in ItemRow.objects.all()}
    head = events.head()
    ItemRow.objects.all().update(body=b"\x01")

    done = office.restore(path)

    assert {row.id: bytes(row.body) for row in ItemRow.objects.all()} == before
    assert done.log == head
    assert events.head()[0] == head[0] + 1
    assert events.problems(None, None) == []
    again = office.folder.path.parent / "again"
    assert (again / "keys" / "duty.json").read_bytes() == (
        office.folder.keys / "duty.json"
    ).read_bytes()
    assert (again / PAGE_SECRET).exists()


@pytest.mark.promise(number="P12")
def test_a_new_copy_deletes_what_opens_one_past_the_horizon_and_nothing_else(
    office: Office, tried: Tried
) -> None:
    for past in (36, 35, 1):
        office.copy(f"of-{past}", MOMENT - past * DAY)
    folder = office.folder.path.parent
    (folder / "mine.keys").write_text("no such file")

    office.copy("new")

    assert {path.name for path in folder.glob("*.keys")} == {
        "of-35.keys",
        "of-1.keys",
        "new.keys",
        "mine.keys",
    }
    assert (folder / "of-36").exists(), "the data may be kept as long as they like"
    tried(1, "file that opened a copy of 36 days ago: deleted by the next backup")


def test_a_clock_that_jumps_ahead_deletes_nothing_that_opens_a_copy(office: Office) -> None:
    office.copy("old")

    office.copy("new", MOMENT + 400 * DAY)

    assert make.beside(office.folder.path.parent / "old", ".keys").exists()


def test_the_data_alone_holds_nothing_that_opens_it(office: Office) -> None:
    path = office.copy("copy")
    make.beside(path, ".keys").unlink()

    with pytest.raises(BadInput, match=r"copy\.keys cannot be read"):
        office.restore(path)


@pytest.mark.promise(number="P12")
def test_what_was_shredded_since_stays_shredded(office: Office, tried: Tried) -> None:
    old, item = office.copy("old"), some_item(office)
    wrapped = [bytes(row.wrapped) for row in GrantRow.objects.filter(item=item)]
    shred(office, item)
    new = office.copy("new")

    done = office.restore(old, shredded=listed(new))

    assert done.shredded == 1
    assert not ItemRow.objects.filter(id=item).exclude(body=b"").exists()
    assert not GrantRow.objects.filter(wrapped__in=wrapped).exists()
    assert events.problems(None, None) == []
    tried(1 + len(wrapped), "shredded facts and keys in a copy from before: none came back")


@pytest.mark.promise(number="P12")
def test_a_copy_older_than_the_horizon_is_refused_without_a_list(
    office: Office, tried: Tried
) -> None:
    old = office.copy("old")
    head = events.head()

    with pytest.raises(RuleBroken, match="older than 35 days"):
        office.restore(old, days=HORIZON.days + 1)

    assert events.head() == head
    assert office.restore(old, days=HORIZON.days).rows
    tried(1, "restores of a copy older than the horizon, refused")


@pytest.mark.promise(number="P12")
def test_an_older_copy_brings_nothing_back_because_a_list_was_forgotten(
    office: Office, tried: Tried
) -> None:
    old, item = office.copy("old"), some_item(office)
    shred(office, item)
    new = office.copy("new", MOMENT + DAY)
    head = events.head()

    with pytest.raises(RuleBroken, match="say what was shredded after this copy was made"):
        office.restore(old, newest=False, days=2)

    assert events.head() == head
    assert not ItemRow.objects.filter(id=item).exclude(body=b"").exists()
    assert office.restore(old, shredded=listed(new), days=2).known_until == MOMENT + DAY
    assert office.restore(new, newest=True, days=2).known_until == MOMENT + DAY
    tried(1, "restores where nobody said what was shredded since, refused")


def test_with_a_list_that_is_young_enough_it_is_put_back(office: Office) -> None:
    old = office.copy("old")
    later = office.copy("later", MOMENT + 30 * DAY)

    assert office.restore(old, shredded=listed(later), days=60).shredded == 0


def test_a_list_from_before_the_copy_is_refused(office: Office) -> None:
    first = office.copy("first")
    second = office.copy("second", MOMENT + DAY)

    with pytest.raises(RuleBroken, match="older than the copy"):
        office.restore(second, shredded=listed(first), days=2)


def test_what_is_no_list_is_refused(office: Office) -> None:
    path = office.copy("copy")

    with pytest.raises(BadInput, match="copy is not a list"):
        office.restore(path, shredded=path)


def test_a_file_is_never_written_over(office: Office) -> None:
    office.copy("copy")

    with pytest.raises(NotReady, match="copy is there already"):
        office.copy("copy")


def test_the_two_files_of_different_copies_are_not_one(office: Office) -> None:
    first, second = office.copy("first"), office.copy("second")
    make.beside(second, ".keys").replace(make.beside(first, ".keys"))

    with pytest.raises(BadInput, match="not of one copy"):
        office.restore(first)


def test_another_key_opens_nothing(office: Office) -> None:
    path = office.copy("copy")
    office.private = copies.read_key(copies.new_key(office.folder))

    with pytest.raises(Sealed):
        office.restore(path)


def test_a_sample_opens_with_the_keys_that_were_put_back(office: Office) -> None:
    path = office.copy("copy")
    office.restore(path)
    again = Folder(office.folder.path.parent / "again")

    opened, tried = copies.opened(by=[keyring.sign_in(again, "duty", None)])

    assert opened == tried > 0
