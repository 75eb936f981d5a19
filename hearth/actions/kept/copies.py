"""Copies of the whole service: made, put back, and proved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from hearth.actions.kept import dates
from hearth.core.errors import BadInput
from hearth.seal import stream
from hearth.seal.principal import new_pair
from hearth.seal.recovery import from_sheet, to_sheet
from hearth.store import events, facts, keyring
from hearth.store.access import SignedIn
from hearth.store.copies import KEYS_BESIDE, load, make, old
from hearth.store.copies.load import Restored
from hearth.store.copies.make import Made, beside
from hearth.store.folder import Folder
from hearth.store.models import EntryRow, ItemRow

SAMPLE = 100  # facts that a drill opens


def new_key(folder: Folder) -> str:
    """A new key for copies: the public half is kept here; the private one is what is returned.

    It is text to be printed or kept on a stick. Copies made before need the key from before.
    """
    pair = new_pair()
    keyring.write_copies_key(folder, pair.public)
    sheet = to_sheet(pair.private)
    return f"The key that opens backups of Hearth. Never keep it beside them.\n\n{sheet}\n"


def read_key(text: str) -> bytes:
    """The private key in such a text. Raises BadInput that says which group is mistyped."""
    lines = [line.strip() for line in text.splitlines() if line.strip().upper().startswith("H1")]
    if not lines:
        raise BadInput("the key of a backup begins with H1")
    return from_sheet(lines[0])


def copy(*, folder: Folder, path: Path, now: datetime) -> Made:
    """Copy everything as it is now, sealed. Written in the log first, so that the copy says so.

    Once it is there, whatever opens a copy past the horizon in the same place is deleted, unless
    the clock has jumped. Raises NotReady where there is no key for copies, or the disk does not
    take it.
    """
    to, is_right = keyring.copies_key(folder), dates.is_right(now)
    with transaction.atomic():
        events.record("service.copied", by=None, about="", now=now)
    made = make.make(folder, path, to, now)
    gone = old.delete_keys(path.absolute().parent, now) if is_right else 0
    return replace(made, gone=gone)


def keys_of(path: Path, private: bytes) -> tuple[bytes, bytes]:
    """The keys of the two files of a copy. Raises Sealed for the key of other copies."""
    found = []
    for each in (path, beside(path, KEYS_BESIDE)):
        try:
            with each.open("rb") as file:
                found.append(stream.top(file).key(private))
        except OSError as error:
            raise BadInput(f"the copy {each.name} cannot be read: {error.strerror}") from error
    return found[0], found[1]


def restore(
    *,
    folder: Folder,
    path: Path,
    keys: tuple[bytes, bytes],
    shredded: Path | None,
    newest: bool,
    now: datetime,
) -> Restored:
    """Put a copy back into an empty folder and database; see `store.copies.load` for refusals."""
    shreds = load.read_shreds(shredded) if shredded else None

    def key_of(closed: stream.Closed) -> bytes:
        return keys[closed.clear.get("holds") == "keys"]

    return load.load(folder, path, key_of, shreds=shreds, newest=newest, now=now)


@transaction.atomic
def opened(*, by: Sequence[SignedIn], at_most: int = SAMPLE) -> tuple[int, int]:
    """Of a sample of facts, how many open to one of these, and how many were tried.

    The sample is spread over all that was granted to them or their circles. It is tried on the
    cipher, shows nothing, and so is no opening.
    """
    held = {key for who in by for key in who.keys}
    granted = ItemRow.objects.filter(grants__to__in=held).order_by("id")
    ids = list(granted.values_list("id", flat=True).distinct())
    sample = ids[:: max(1, len(ids) // at_most)][:at_most]
    return sum(any(facts.can_open(item, who) for who in by) for item in sample), len(sample)


def is_of_this_service(log: tuple[int, str]) -> bool:
    """Whether the log of a copy, so long and with this end, is how the log here began."""
    seq, last = log
    return EntryRow.objects.filter(seq=seq, hash=last).exists()
