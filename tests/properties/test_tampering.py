"""Somebody who owns the database changes it. One checkpoint outside, and it shows what and where.

They have every table and no signing key; they chain the log again where that helps them.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from hearth.core.errors import HearthError
from hearth.seal import log
from hearth.seal.item import commitment
from hearth.seal.log import Kind, Problem
from hearth.store import events
from hearth.store.models import (
    EntryRow,
    GrantRow,
    HeadRow,
    ItemRow,
    MemberRow,
    PrincipalRow,
)
from tests.length import LONG
from tests.promised import Tried
from tests.properties.acts import Acts, NothingToDo
from tests.properties.test_consent import DECK, Seeded

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P8")]
OneT = TypeVar("OneT")
PLACES = 100 if LONG else 5
ACTS = 120  # of a service, before somebody tampers with it


@dataclass
class Kept:
    """The log as it was, and what the thief has of older times."""

    entries: list[log.Entry]
    older: dict[UUID, bytes]  # bodies that were changed since
    gone: list[GrantRow]  # keys that were taken back
    checkpoint: str
    public: bytes
    chance: Random

    def one_of(self, pool: list[OneT]) -> OneT:
        return self.chance.choice(pool)

    def place(self, *, after: int = 0) -> int:
        """An entry, by its place in the list."""
        return self.chance.randrange(after, len(self.entries) - 1)

    def problems(self) -> list[Problem]:
        return events.problems(self.checkpoint, self.public)


@pytest.fixture
def kept() -> Iterator[Kept]:
    """A service in which people have worked for a while; then a checkpoint is given away."""
    with transaction.atomic():
        yield worked(Random(5))
        transaction.set_rollback(True)


def worked(chance: Random) -> Kept:
    pick = Seeded(5)
    acts, older, gone = Acts(pick), dict[UUID, bytes](), dict[UUID, GrantRow]()
    before = bodies()
    for _ in range(ACTS):
        granted = {row.id: row for row in GrantRow.objects.all()}
        try:
            with transaction.atomic():
                getattr(acts, pick.one_of(DECK))()
        except (NothingToDo, HearthError):
            continue
        now = bodies()
        older |= {id: body for id, body in before.items() if id in now and now[id] != body}
        before = now
        left = set(GrantRow.objects.values_list("id", flat=True))
        gone |= {id: row for id, row in granted.items() if id not in left}
    signer = log.new_signer()
    text = log.checkpoint("hearth", *events.head(), signer.private, acts.now.isoformat())
    assert older, "no fact was ever changed"
    assert gone, "no key was ever taken back"
    made = Kept(list(events.entries()), older, list(gone.values()), text, signer.public, chance)
    assert made.problems() == []
    return made


def bodies() -> dict[UUID, bytes]:
    return {id: bytes(body) for id, body in ItemRow.objects.values_list("id", "body")}


def write_log(entries: list[log.Entry], *, chained: bool) -> None:
    """Put this in place of the log, chained again where that is asked for, and its head with it."""
    if chained:
        last, numbered = log.START, []
        for seq, entry in enumerate(entries, start=1):
            note = log.Note(**{name: getattr(entry, name) for name in NOTE} | {"seq": seq})
            numbered.append(log.chain(last, note))
            last = numbered[-1].hash
        entries = numbered
    EntryRow.objects.all().delete()
    clear = [{name: getattr(entry, name) for name in events._FIELDS} for entry in entries]
    EntryRow.objects.bulk_create(
        EntryRow(**one, bindings=json.dumps(dict(entry.bindings)))
        for one, entry in zip(clear, entries, strict=True)
    )
    HeadRow.objects.update(
        seq=entries[-1].seq, hash=entries[-1].hash, openings=sum(one.count for one in entries)
    )


NOTE = ("at", "act", "by", "about", "purpose", "bindings", "count", "digest")
Where = str | int | None  # the thing, or the entry, that must be named


def changed_body(kept: Kept) -> Where:
    """A fact is changed."""
    row = kept.one_of(list(ItemRow.objects.all()))
    body = bytearray(row.body)
    body[kept.chance.randrange(len(body))] ^= 1
    ItemRow.objects.filter(id=row.id).update(body=bytes(body))
    return f"item:{row.id.hex}"


def swapped_bodies(kept: Kept) -> Where:
    """Two facts change places."""
    one, other = kept.chance.sample(list(ItemRow.objects.all()), 2)
    ItemRow.objects.filter(id=one.id).update(body=bytes(other.body))
    ItemRow.objects.filter(id=other.id).update(body=bytes(one.body))
    return f"item:{one.id.hex}"


def rolled_back(kept: Kept) -> Where:
    """A fact is what it was before it was changed."""
    id = kept.one_of(sorted(kept.older))
    ItemRow.objects.filter(id=id).update(body=kept.older[id])
    return f"item:{id.hex}"


def emptied(kept: Kept) -> Where:
    """What a fact held is taken away, as if it had been erased."""
    row = kept.one_of(list(ItemRow.objects.all()))
    ItemRow.objects.filter(id=row.id).update(body=b"")
    return f"item:{row.id.hex}"


def key_deleted(kept: Kept) -> Where:
    """Somebody's key to a fact is taken away."""
    row = kept.one_of(list(GrantRow.objects.all()))
    GrantRow.objects.filter(id=row.id).delete()
    return f"grant:{row.id.hex}"


def key_given(kept: Kept) -> Where:
    """A key that no act gave."""
    row = kept.one_of(list(GrantRow.objects.all()))
    made = GrantRow.objects.create(
        id=uuid4(), item=row.item, to=row.to, wrapped=bytes(row.wrapped), because=uuid4()
    )
    return f"grant:{made.id.hex}"


def key_returned(kept: Kept) -> Where:
    """A key that was taken back is there again."""
    there = set(ItemRow.objects.values_list("id", flat=True))
    row = kept.one_of([one for one in kept.gone if one.item_id in there])
    row.save(force_insert=True)
    return f"grant:{row.id.hex}"


def consent_forged(kept: Kept) -> Where:
    """A key is said to have been given for another consent."""
    row = kept.one_of(list(GrantRow.objects.all()))
    GrantRow.objects.filter(id=row.id).update(because=uuid4())
    return f"grant:{row.id.hex}"


def reader_replaced(kept: Kept) -> Where:
    """A thief's public key stands where somebody's stood."""
    row = kept.one_of(list(PrincipalRow.objects.all()))
    PrincipalRow.objects.filter(id=row.id).update(public_key=kept.chance.randbytes(32))
    return f"principal:{row.id.hex}"


def member_smuggled_in(kept: Kept) -> Where:
    """Somebody is in a circle by no act."""
    members = list(MemberRow.objects.values_list("circle_id", "member_id"))
    circle = kept.one_of(sorted({circle for circle, _ in members}))
    outside = PrincipalRow.objects.filter(is_circle=False).exclude(
        id__in=[member for in_, member in members if in_ == circle]
    )
    made = MemberRow.objects.create(
        circle_id=circle, member=kept.one_of(list(outside)), sealed=kept.chance.randbytes(81)
    )
    return f"member:{made.id.hex}"


def entry_altered(kept: Kept) -> Where:
    """An act is said to have been somebody else's, or something else."""
    entry = kept.entries[kept.place()]
    field = kept.one_of(["by", "about", "act", "purpose"])
    EntryRow.objects.filter(seq=entry.seq).update(**{field: "nobody"})
    return entry.seq


def entry_left_out(kept: Kept) -> Where:
    """An act is taken out of the middle."""
    entry = kept.entries[kept.place(after=1)]
    EntryRow.objects.filter(seq=entry.seq).delete()
    return entry.seq - 1


def entries_exchanged(kept: Kept) -> Where:
    """Two acts change places."""
    entries, at = list(kept.entries), kept.place()
    one, other = entries[at], entries[at + 1]
    entries[at], entries[at + 1] = replace(other, seq=one.seq), replace(one, seq=other.seq)
    write_log(entries, chained=False)
    return one.seq


def entry_put_in_and_chained(kept: Kept) -> Where:
    """An act that never was, with all that follows chained again."""
    at = kept.place()
    entries = [*kept.entries[:at], kept.entries[at], *kept.entries[at:]]
    write_log(entries, chained=True)
    return None


def openings_hidden(kept: Kept) -> Where:
    """Somebody read, and it is taken out of the log, which is chained again."""
    read = [at for at, entry in enumerate(kept.entries) if entry.count]
    at = kept.one_of(read)
    write_log([*kept.entries[:at], *kept.entries[at + 1 :]], chained=True)
    return None


def opening_made_smaller(kept: Kept) -> Where:
    """Somebody read much, and it is said to have been little."""
    at = kept.one_of([at for at, entry in enumerate(kept.entries) if entry.count])
    entries = list(kept.entries)
    entries[at] = replace(entries[at], count=entries[at].count - 1)
    write_log(entries, chained=True)
    return None


def backdated(kept: Kept) -> Where:
    """An act is said to have been done earlier, and the rest is chained again."""
    entries, at = list(kept.entries), kept.place()
    entries[at] = replace(entries[at], at="2030-01-01T00:00:00+00:00")
    write_log(entries, chained=True)
    return None


def tail_cut(kept: Kept) -> Where:
    """The last acts never were: the log and its head end earlier, and what they wrote is gone."""
    at = kept.place(after=len(kept.entries) // 2)
    undo(kept.entries[at:])
    write_log(kept.entries[:at], chained=False)
    return None


def fact_and_log_changed(kept: Kept) -> Where:
    """A fact is changed, the log says that this is what was written, and is chained again."""
    entries = list(kept.entries)
    row = kept.one_of(list(ItemRow.objects.all()))
    name, body = f"item:{row.id.hex}", kept.chance.randbytes(len(row.body))
    ItemRow.objects.filter(id=row.id).update(body=body)
    at = max(at for at, entry in enumerate(entries) if name in entry.bindings)
    entries[at] = replace(entries[at], bindings={**entries[at].bindings, name: commitment(body)})
    write_log(entries, chained=True)
    return None


def undo(entries: list[log.Entry]) -> None:
    """Take away the keys that these acts gave, as somebody would who hides them."""
    names = [name for entry in entries for name in entry.bindings]
    ids = [UUID(name.partition(":")[2]) for name in names if name.startswith("grant:")]
    GrantRow.objects.filter(id__in=ids).delete()


Deed = Callable[[Kept], Where]
DEEDS: tuple[tuple[Deed, set[Kind]], ...] = (
    (changed_body, {Kind.CHANGED}),
    (swapped_bodies, {Kind.SWAPPED}),
    (rolled_back, {Kind.ROLLED_BACK}),
    (emptied, {Kind.DELETED}),
    (key_deleted, {Kind.DELETED}),
    (key_given, {Kind.UNLOGGED}),
    (key_returned, {Kind.RETURNED}),
    (consent_forged, {Kind.CHANGED}),
    (reader_replaced, {Kind.CHANGED}),
    (member_smuggled_in, {Kind.UNLOGGED}),
    (entry_altered, {Kind.ALTERED}),
    (entry_left_out, {Kind.MISSING}),
    (entries_exchanged, {Kind.ALTERED}),
    (entry_put_in_and_chained, {Kind.REWRITTEN}),
    (openings_hidden, {Kind.CUT, Kind.REWRITTEN}),
    (opening_made_smaller, {Kind.REWRITTEN}),
    (backdated, {Kind.REWRITTEN}),
    (tail_cut, {Kind.CUT}),
    (fact_and_log_changed, {Kind.REWRITTEN}),
)


@pytest.mark.parametrize(("deed", "kinds"), DEEDS, ids=[deed.__name__ for deed, _ in DEEDS])
def test_whatever_is_done_to_the_database_is_found_and_named(
    kept: Kept, deed: Deed, kinds: set[Kind], tried: Tried
) -> None:
    for _ in range(PLACES):
        point = transaction.savepoint()
        where = deed(kept)
        found = kept.problems()
        assert kinds & {problem.kind for problem in found}, deed.__doc__
        assert named(where, found), deed.__doc__
        transaction.savepoint_rollback(point)

    assert kept.problems() == []
    tried(PLACES, f"places, each found and named: {str(deed.__doc__).rstrip('.')}")


def named(where: Where, found: list[Problem]) -> bool:
    """Whether some problem names the thing, or the entry."""
    if where is None:
        return True
    return any(where in (problem.thing, problem.seq) for problem in found)


def test_without_a_checkpoint_a_whole_rewrite_is_not_seen(kept: Kept) -> None:
    backdated(kept)

    assert events.problems(None, None) == []
    assert kept.problems() != []


def test_with_many_checkpoints_a_rewrite_is_placed_between_two(kept: Kept, tried: Tried) -> None:
    signer, every = log.new_signer(), 10
    texts = [
        log.checkpoint("hearth", entry.seq, entry.hash, signer.private, entry.at)
        for entry in kept.entries
        if entry.seq % every == 0
    ]
    at = kept.chance.randrange(every, len(kept.entries) // every * every)
    entries = list(kept.entries)
    entries[at] = replace(entries[at], purpose="something else")

    write_log(entries, chained=True)

    found = events.problems("\n".join(texts), signer.public)
    first = (entries[at].seq - 1) // every * every
    assert [problem.kind for problem in found] == [Kind.REWRITTEN]
    assert f"between entry {first + 1} and entry {first + every}" in found[0].says
    tried(1, "rewrites placed between two checkpoints of many")
