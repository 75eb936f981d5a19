"""Putting a copy back into an empty folder and an empty database: all of it, or nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.core.management.color import no_style
from django.db import connection, models, transaction

from hearth.core.errors import BadInput, NotReady, RuleBroken, Tampered
from hearth.seal import stream
from hearth.seal.log import SHREDDED
from hearth.store import events, outbox
from hearth.store import folder as folders
from hearth.store.copies import HORIZON, KEYS_BESIDE, tables, words
from hearth.store.copies.make import beside
from hearth.store.folder import Folder
from hearth.store.models import FeedRow, GrantRow, ItemRow

UNSAID = (
    "say what was shredded after this copy was made: --shredded with the list that lies beside a "
    "newer copy; or --newest where there is no newer one, and what was shredded since comes back"
)
KeyOf = Callable[[stream.Closed], bytes]  # the key of one of the two files
OLD = (
    "this copy is older than {days} days: what was shredded since would come back; give the list "
    "of what was shredded that lies beside a newer copy (--shredded), or restore a newer copy"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `shredded`: items of the copy that were shredded after it was made.

    not_sent : messages that waited when it was made, and are not sent from it. known_until : what
    was shredded after this moment is known to nobody, and came back.
    """

    rows: dict[str, int]
    log: tuple[int, str]
    made_at: datetime
    shredded: int
    not_sent: int
    known_until: datetime


@dataclass(frozen=True, slots=True)
class Shreds:
    """The names of all that had been shredded at a moment."""

    made_at: datetime
    names: frozenset[str]


def read_shreds(path: Path) -> Shreds:
    """The list that was written beside a copy. Raises BadInput for what is none."""
    try:
        said = json.loads(path.read_text("ascii"))
        return Shreds(datetime.fromisoformat(said["made_at"]), frozenset(said["names"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} is not a list of what was shredded") from error


def load(
    folder: Folder,
    path: Path,
    key_of: KeyOf,
    *,
    shreds: Shreds | None,
    newest: bool,
    now: datetime,
) -> Restored:
    """Put a copy back, see that it is what was copied, and write that in its log.

    `newest`: somebody says that there is no newer one, whose list of what was shredded would help.
    The tables must be there and the caller the only writer. Raises Tampered for a copy that was
    changed or cut, Sealed for another key, NotReady where the copy is of other tables,
    RuleBroken where it is too old, or nobody said what was shredded since: nothing is put back.
    """
    with ExitStack() as stack:
        data, keys = (stack.enter_context(_opened(each)) for each in _both(path))
        made_at = _belong_together(data[1], keys[1])
        known_until = _must_not_bring_back(made_at, shreds, newest=newest, now=now)
        files: dict[str, str] = {}
        known = {tables.name_of(one): one for one in (*tables.of_data(), *tables.of_keys())}
        with transaction.atomic():
            tables.empty(known.values())
            counts = Counter[str]()
            _put_back(_rows(*keys, key_of, files, known), counts)
            said: list[Any] = []
            _put_back(_rows(*data, key_of, said, known), counts)
            _number_on(list(known.values()))
            log = _as_it_was(counts, said)
            gone = _shred_again(shreds, now) if shreds else 0
            # From this entry on no way to be reached counts that was said before it.
            events.record(events.RESTORED, by=None, about="", now=now, purpose="restore")
            ended = outbox.end_of_a_copy(now)
            words.rest_all(now.date())
            FeedRow.objects.filter(revoked_at=None).update(revoked_at=now)
            _write_files(folder, files)
    return Restored(dict(counts), log, made_at, gone, ended, known_until)


Open = tuple[BinaryIO, stream.Closed]


def _both(path: Path) -> tuple[Path, Path]:
    return path, beside(path, KEYS_BESIDE)


@contextmanager
def _opened(path: Path) -> Iterator[Open]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput(f"the copy {path.name} cannot be read: {error.strerror}") from error
    with file:
        yield file, stream.top(file)


def _belong_together(data: stream.Closed, keys: stream.Closed) -> datetime:
    if (data.clear.get("holds"), keys.clear.get("holds")) != ("data", "keys"):
        raise BadInput("give the file of the data; the one that ends in .keys lies beside it")
    if data.clear.get("id") != keys.clear.get("id"):
        raise BadInput("these two files are not of one copy")
    here, there = tables.version(), data.clear.get("tables", "")
    if here != there:
        raise NotReady(
            "this copy was made by another version of Hearth: restore it with that one, and then "
            f"update (it has {_first_difference(there, here)})"
        )
    return datetime.fromisoformat(data.clear["made_at"])


def _first_difference(there: str, here: str) -> str:
    return min(set(there.split()) - set(here.split()), default="fewer tables")


def _must_not_bring_back(
    made_at: datetime, shreds: Shreds | None, *, newest: bool, now: datetime
) -> datetime:
    """Keys older than the horizon should be gone; with them would return what was erased.

    Until when it is known what was shredded.
    """
    if shreds is None and not newest:
        raise RuleBroken(UNSAID)
    if shreds is not None and shreds.made_at < made_at:
        raise RuleBroken("this list of what was shredded is older than the copy: it adds nothing")
    known_until = shreds.made_at if shreds else made_at
    if now - known_until > HORIZON:
        raise RuleBroken(OLD.format(days=HORIZON.days))
    return known_until


def _rows(
    file: BinaryIO,
    closed: stream.Closed,
    key_of: KeyOf,
    rest: "dict[str, str] | list[Any]",
    known: dict[str, type[models.Model]],
) -> Iterator[models.Model]:
    """The rows of one file; files of the folder and the last line are put into `rest`."""
    for line in _lines(stream.pieces(file, closed, key_of(closed))):
        said = json.loads(line)
        if said[0] == "file" and isinstance(rest, dict):
            rest[said[1]] = said[2]
        elif said[0] == "end":
            if isinstance(rest, list):
                rest.extend(said[1:])
        else:
            yield tables.row(said, known)


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _put_back(rows: Iterator[models.Model], counts: Counter[str]) -> None:
    waiting: list[models.Model] = []
    for row in rows:
        if waiting and (type(waiting[0]) is not type(row) or len(waiting) == tables.AT_ONCE):
            _write(waiting, counts)
            waiting = []
        waiting.append(row)
    _write(waiting, counts)


def _write(rows: Sequence[models.Model], counts: Counter[str]) -> None:
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=tables.AT_ONCE)
        counts[tables.name_of(type(rows[0]))] += len(rows)


def _number_on(known: Sequence[type[models.Model]]) -> None:
    """The next row that a server numbers by itself comes after those that were put back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(known)):
            cursor.execute(statement)


def _as_it_was(counts: Counter[str], said: list[Any]) -> tuple[int, str]:
    """See that all rows came, that the log ends where it ended, and that it binds what is here."""
    if len(said) != 2 or dict(counts) != said[0]:
        raise Tampered("this copy does not hold as many rows as it says")
    log = (int(said[1][0]), str(said[1][1]))
    if events.head() != log:
        raise Tampered("the log of this copy does not end where it ended when it was made")
    wrong = events.problems(None, None)
    if wrong:
        raise Tampered(f"what is in this copy is not what its log says: {wrong[0].says}")
    return log


def _shred_again(shreds: Shreds, now: datetime) -> int:
    """What was shredded after the copy was made is shredded here, and that is written down."""
    gone: dict[str, str] = {}
    items = 0
    for name, model in (("grant", GrantRow), ("item", ItemRow)):
        rows = model._base_manager.filter(id__in=_ids(shreds.names, name))
        found = list(rows.values_list("id", flat=True))
        if model is ItemRow:
            held = GrantRow.objects.filter(item__in=found).values_list("id", flat=True)
            gone |= {f"grant:{id.hex}": SHREDDED for id in held}
            GrantRow.objects.filter(item__in=found).delete()
            items = len(found)
            ItemRow.objects.filter(id__in=found).update(body=b"")
        else:
            rows.delete()
        gone |= {f"{name}:{id.hex}": SHREDDED for id in found}
    if gone:
        events.record("fact.shredded", by=None, about="", now=now, purpose="restore", bindings=gone)
    return items


def _ids(names: frozenset[str], kind: str) -> list[str]:
    return [name.partition(":")[2] for name in names if name.startswith(f"{kind}:")]


def _write_files(folder: Folder, files: dict[str, str]) -> None:
    for name, text in files.items():
        parts = PurePosixPath(name).parts
        if parts not in {("keys", parts[-1]), (folders.PAGE_SECRET,)}:
            raise Tampered("this copy names a file outside the folder of keys")
        folders.write_whole(folder.path.joinpath(*parts), text.encode("ascii"))


def must_be_empty(folder: Folder, *, has_keys: bool, is_set_up: bool) -> None:
    """Raises NotReady where a service lives: a copy is put beside one, never over it."""
    if has_keys or is_set_up:
        raise NotReady(
            f"a service lives in {folder.path}, or in the database named for it: name an empty "
            "folder in HEARTH_HOME and an empty database"
        )
