"""The log: a chain of entries, and what `verify` can prove with it.

Every act that matters is one entry, written in the same transaction as the act. Each
entry holds the hash of the one before, so an entry that is changed, left out, put in or
moved shows. Each entry also *binds* the sealed things that the act wrote: a mapping
from a name to the hash of its ciphertext. One entry may bind thousands.

The contract with the store
---------------------------
1. Whatever is written in sealed form is bound by the entry of the act that wrote it,
   under one fixed name: ``item:<uuid>`` the body, ``grant:<uuid>`` the wrapped key,
   ``principal:<uuid>`` the role and the public key (else a thief swaps them for theirs and
   is granted everything from then on), ``member:<uuid>`` a sealed circle key,
   ``share:<uuid>``. The hash is `item.commitment(ciphertext)`.
2. The last binding of a name is what must be there now. A new version of an item binds
   its name again. Shredding binds it to `SHREDDED`.
3. To verify, the store reads the entries, and the hash of every live row under the same
   names, and gives both to `verify`. An empty list is a clean bill.
4. Entries are written one at a time: whoever adds one locks the last one first. They
   are kept word for word, `at` as the text it is, since a moment that was read and
   written anew ("Z" for "+00:00") would no longer match its hash.
5. Now and then `checkpoint` is signed and given to somebody outside. A chain alone
   proves nothing against one who can rewrite the whole of it; `against` a checkpoint
   they cannot have changed, a cut tail and a full rewrite both show.
6. The entry of an opening says how many items were opened (`count`) and which (`digest`,
   of their ids), so that an opening cannot be made smaller afterwards.

`by`, `about`, `act` and `purpose` are ids and words of the service. They are stored in
clear for ever, so they must never hold a fact: `chain` refuses what is no short word.

>>> from hearth.seal.item import commitment
>>> first = chain(START, Note(seq=1, at="2031-05-04T09:00:00+00:00", act="item.put",
...     by="7", about="19", purpose="intake", bindings={"item:a": commitment(b"body")}))
>>> verify([first], bound={"item:a": commitment(b"body")})
[]
>>> [str(problem) for problem in verify([first], bound={"item:a": commitment(b"other")})]
['item:a is not what entry 1 says was written: it was changed']
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from hearth.core.errors import InvalidValue, Tampered
from hearth.seal import primitives
from hearth.seal.principal import KeyPair

SHREDDED: Final = "shredded"
START: Final = primitives.hash_text(b"hearth/log/1")

_WORDS = re.compile(r"[A-Za-z0-9_. :,'-]{0,64}")
_BINDABLE = re.compile(f"h1:[A-Za-z0-9_-]{{43}}|{SHREDDED}")
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Kind(StrEnum):
    """What was done to a log, or to a sealed thing that it binds."""

    ALTERED = "altered"
    RELINKED = "relinked"
    MISSING = "missing"
    REPEATED = "repeated"
    REORDERED = "reordered"
    STARTS_LATE = "starts_late"
    CHANGED = "changed"
    SWAPPED = "swapped"
    DELETED = "deleted"
    ROLLED_BACK = "rolled_back"
    RETURNED = "returned"
    UNLOGGED = "unlogged"
    CUT = "cut"
    REWRITTEN = "rewritten"
    MISCOUNTED = "miscounted"
    MISDIRECTED = "misdirected"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found: `kind`, the entry it shows at, the bound thing if any, a sentence."""

    kind: Kind
    seq: int
    says: str
    thing: str | None = None

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one entry says, before it is chained.

    `seq` counts from 1 without gaps; `at` is a moment in ISO 8601 with its time zone;
    the rest are ids and words. `bindings` maps names to hashes or `SHREDDED`. `count` is
    how many items the act opened, `digest` the hash of their ids, in order.
    """

    seq: int
    at: str
    act: str
    by: str
    about: str
    purpose: str
    bindings: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Note):
    """A note in its place in the chain. `hash` covers everything else here."""

    previous: str
    hash: str


def chain(previous_hash: str, note: Note) -> Entry:
    """The next entry after the one whose hash is given (`START` for the first).

    Raises InvalidValue for a sequence number below 1, a moment without a time zone,
    an act without a name, words longer than 64 or with other signs than those of an id or
    a plain word, or a binding that is no hash: a fact written there by mistake would stand
    in clear for ever. Cost: one SHA-256 over the entry; see bench/seal.py.
    """
    _require_sound(note)
    return Entry(
        seq=note.seq,
        at=note.at,
        act=note.act,
        by=note.by,
        about=note.about,
        purpose=note.purpose,
        bindings=dict(note.bindings),
        count=note.count,
        digest=note.digest,
        previous=previous_hash,
        hash=_hash_of(note, previous_hash),
    )


def _require_sound(note: Note) -> None:
    if note.seq < 1 or not note.act:
        raise InvalidValue(f"an entry has a number from 1 on and an act, got {note.seq}")
    try:
        has_zone = datetime.fromisoformat(note.at).tzinfo is not None
    except ValueError:
        has_zone = False
    if not has_zone:
        raise InvalidValue(f"entry {note.seq} needs a moment in ISO 8601 with its time zone")
    if not all(map(_WORDS.fullmatch, (note.act, note.by, note.about, note.purpose))):
        raise InvalidValue(f"entry {note.seq} may hold ids and plain words of 64 signs at most")
    hashes = (*note.bindings.values(), *((note.digest,) if note.digest else ()))
    if not all(map(_BINDABLE.fullmatch, hashes)):
        raise InvalidValue(f"entry {note.seq} may bind hashes and {SHREDDED!r}, nothing else")


def _hash_of(note: Note, previous: str) -> str:
    """The hash of an entry: SHA-256 over a JSON list, whose marks nobody can forge."""
    said = [
        "hearth/entry/1",
        note.seq,
        note.at,
        note.act,
        note.by,
        note.about,
        note.purpose,
        note.bindings,
        note.count,
        note.digest,
        previous,
    ]
    return primitives.hash_text(_encode(said).encode("ascii"))


def verify(entries: Iterable[Entry], *, bound: Mapping[str, str] | None) -> list[Problem]:
    """Everything that is wrong with a log and, if given, with what it binds.

    Parameters
    ----------
    entries
        The whole log, in the order in which it was kept.
    bound
        For every sealed thing that is there now, its name and the hash of its
        ciphertext. None leaves the bound things unchecked.

    Returns
    -------
    list of Problem
        Empty when all is well. Problems of the chain first, then of bound things.

    Notes
    -----
    Blind, without a checkpoint, to a tail cut off together with what it bound, and to a
    rewrite of everything after some entry: see `against`. Time O(n log n), memory O(n).
    """
    kept = list(entries)
    ordered = sorted(kept, key=lambda entry: entry.seq)
    problems = [*_order_problems(kept), *_entry_problems(ordered), *_link_problems(ordered)]
    if bound is not None:
        problems.extend(_bound_problems(ordered, bound))
    return problems


def _order_problems(kept: list[Entry]) -> Iterator[Problem]:
    for before, entry in pairwise(kept):
        if entry.seq < before.seq:
            says = f"the log is out of order: entry {entry.seq} stands after entry {before.seq}"
            yield Problem(Kind.REORDERED, entry.seq, says)


def _entry_problems(ordered: list[Entry]) -> Iterator[Problem]:
    for entry in ordered:
        if entry.hash != _hash_of(entry, entry.previous):
            says = f"entry {entry.seq} was altered: it no longer matches its own hash"
            yield Problem(Kind.ALTERED, entry.seq, says)


def _link_problems(ordered: list[Entry]) -> Iterator[Problem]:
    if ordered and ordered[0].seq != 1:
        says = f"the log starts late: its first entry is {ordered[0].seq}, not 1"
        yield Problem(Kind.STARTS_LATE, ordered[0].seq, says)
    elif ordered and ordered[0].previous != START:
        says = "entry 1 does not begin the chain: something before it was taken away"
        yield Problem(Kind.RELINKED, 1, says)
    for before, entry in pairwise(ordered):
        problem = _link_problem(before, entry)
        if problem is not None:
            yield problem


def _link_problem(before: Entry, entry: Entry) -> Problem | None:
    if entry.seq == before.seq:
        says = f"there is more than one entry {entry.seq}"
        return Problem(Kind.REPEATED, entry.seq, says)
    if entry.seq > before.seq + 1:
        says = f"entries are missing after entry {before.seq}: the next one is {entry.seq}"
        return Problem(Kind.MISSING, before.seq, says)
    if entry.previous != before.hash:
        says = (
            f"entry {entry.seq} does not follow entry {before.seq}: one of them was replaced, "
            "or others were taken from or put between them"
        )
        return Problem(Kind.RELINKED, entry.seq, says)
    return None


@dataclass(slots=True)
class _Bound:
    """The last binding of one name, the entry it is in, and the earlier hashes."""

    seq: int
    hash: str
    earlier: list[str]


def _bound_problems(ordered: list[Entry], present: Mapping[str, str]) -> Iterator[Problem]:
    said = _last_bindings(ordered)
    owner = {last.hash: name for name, last in said.items()}
    for name, last in said.items():
        problem = _bound_problem(name, last, present.get(name), owner)
        if problem is not None:
            yield problem
    for name in present.keys() - said.keys():
        says = f"{name} is there, and no entry says that it was written"
        yield Problem(Kind.UNLOGGED, 0, says, name)


def _last_bindings(ordered: list[Entry]) -> dict[str, _Bound]:
    said: dict[str, _Bound] = {}
    for entry in ordered:
        for name, now in entry.bindings.items():
            last = said.get(name)
            if last is None:
                said[name] = _Bound(entry.seq, now, [])
            else:
                last.earlier.append(last.hash)
                last.seq, last.hash = entry.seq, now
    return said


def _bound_problem(
    name: str, last: _Bound, now: str | None, owner: Mapping[str, str]
) -> Problem | None:
    """What is wrong with one bound thing; `owner` maps each last hash to its name."""
    if now == last.hash or (now is None and last.hash == SHREDDED):
        return None
    if now is None:
        kind, says = Kind.DELETED, f"{name}, written by entry {last.seq}, was deleted"
    elif last.hash == SHREDDED:
        kind, says = Kind.RETURNED, f"{name}, shredded by entry {last.seq}, is there again"
    elif now in last.earlier:
        kind = Kind.ROLLED_BACK
        says = f"{name} was rolled back to a state from before entry {last.seq}"
    elif now in owner:
        kind = Kind.SWAPPED
        says = f"{name} was swapped: it holds what {owner[now]} should hold"
    else:
        kind = Kind.CHANGED
        says = f"{name} is not what entry {last.seq} says was written: it was changed"
    return Problem(kind, last.seq, says, name)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long a log was and how it ended, at a moment, in the words of its keeper."""

    origin: str
    size: int
    head: str
    at: str


def new_signer() -> KeyPair:
    """A new key pair for signing checkpoints (Ed25519); keep it off the database."""
    private = primitives.new_signing_private()
    return KeyPair(primitives.signing_public_of(private), private)


def checkpoint(origin: str, size: int, head: str, signing_private: bytes, at: str) -> str:
    """A signed statement that the log had `size` entries and ended in `head`.

    `origin` names the log (no spaces, no plus sign), `head` is the last entry's hash
    (`START` when the log is empty), `at` a moment as ISO text. Raises InvalidValue.

    The form is a signed note; the head is the end of our chain where a transparency
    log would have the root of its tree. Source: C2SP, signed-note and tlog-checkpoint.
    """
    _require_line(origin, "origin", r"[^\s+]+")
    _require_line(head, "head", r"\S+")
    _require_line(at, "moment", r"\S+")
    if size < 0:
        raise InvalidValue(f"the size of a log is 0 or more, got {size}")
    body = f"{origin}\n{size}\n{head}\n{at}\n"
    key_id = _key_id(origin, primitives.signing_public_of(signing_private))
    signature = key_id + primitives.sign(signing_private, body.encode("utf-8"))
    return f"{body}\n— {origin} {base64.b64encode(signature).decode('ascii')}\n"


def read_checkpoint(text: str, public: bytes) -> Checkpoint:
    """The checkpoint in a text, once its signature by `public` is checked.

    Line ends changed by mail, blank space around the text and other people's signatures
    do no harm. Raises Tampered when it is no checkpoint or the signature is missing or
    does not fit, InvalidValue when `public` is no key.
    """
    body, _, signatures = (text.replace("\r\n", "\n").strip() + "\n").partition("\n\n")
    lines = body.split("\n")
    if len(lines) != len(fields(Checkpoint)) or not re.fullmatch("[0-9]+", lines[1]):
        raise Tampered("this is not a checkpoint: it should be origin, size, head and moment")
    origin, size, head, at = lines
    if not _is_signed(f"{body}\n", origin, signatures, public):
        raise Tampered("this checkpoint was changed, or it was not signed with this key")
    return Checkpoint(origin, int(size), head, at)


def against(entries: Iterable[Entry], checkpoint: Checkpoint) -> list[Problem]:
    """Whether a log still contains what a checkpoint saw.

    CUT: the log now ends earlier. REWRITTEN: the entry that was last then is another
    one now, so some entry up to it was changed and the rest chained again. Use it beside
    `verify`, which shows that the entries do hang together. Cost O(n).
    """
    if checkpoint.size == 0:
        return []
    last, then = 0, None
    for entry in entries:
        last = max(last, entry.seq)
        then = entry if entry.seq == checkpoint.size else then
    if last < checkpoint.size:
        says = f"the log was cut: it ends at entry {last}, and it once had {checkpoint.size}"
        return [Problem(Kind.CUT, last, says)]
    if then is None or _hash_of(then, then.previous) != checkpoint.head:
        says = f"the log was rewritten: up to entry {checkpoint.size} it is not what it was"
        return [Problem(Kind.REWRITTEN, checkpoint.size, says)]
    return []


def _require_line(text: str, what: str, form: str) -> None:
    if not re.fullmatch(form, text):
        raise InvalidValue(f"the {what} of a checkpoint is one word, without spaces")


def _key_id(origin: str, public: bytes) -> bytes:
    ed25519 = b"\x01"
    return primitives.sha256(origin.encode("utf-8") + b"\n" + ed25519 + public)[:4]


def _is_signed(body: str, origin: str, signatures: str, public: bytes) -> bool:
    key_id = _key_id(origin, public)
    start = f"— {origin} "
    for line in signatures.splitlines():
        signature = _decoded(line.removeprefix(start)) if line.startswith(start) else b""
        if signature[:4] == key_id:
            return primitives.is_signed(public, signature[4:], body.encode("utf-8"))
    return False


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
