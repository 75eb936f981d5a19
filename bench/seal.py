"""How fast the seal is on this machine: `python -m bench.seal`. One process, one core."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from hearth.seal import grant, item, log, principal

COUNT = 10_000
FACT = bytes(200)


def rate(what: str, count: int, run: Callable[[], object], promise: int | None = None) -> None:
    """Print the best of three rates of `run`, which does `count` of something."""
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        run()
        best = max(best, count / (time.perf_counter() - began))
    aim = f"   (aim {promise:,})" if promise else ""
    sys.stdout.write(f"{what:<42}{best:>12,.0f} per second{aim}\n")


def places(count: int) -> list[item.Where]:
    """That many different places."""
    return [item.Where(uuid4(), uuid4(), "identity", "name", 1) for _ in range(count)]


def sealing() -> None:
    """Items and grants."""
    where, pair, circle = places(COUNT), principal.new_pair(), uuid4()
    keys = [item.new_key() for _ in where]
    bodies = [item.close(FACT, key, place) for key, place in zip(keys, where, strict=True)]
    pairs = list(zip(keys, where, strict=True))
    grants = grant.wrap_many(pairs, pair.public, circle)
    wrapped = list(zip(grants, where, strict=True))
    new = principal.new_pair().public
    rate("close an item of 200 bytes", COUNT, lambda: [item.close(FACT, k, w) for k, w in pairs])
    rate(
        "open an item of 200 bytes",
        COUNT,
        lambda: [item.open_body(b, k, w) for b, (k, w) in zip(bodies, pairs, strict=True)],
    )
    rate("wrap_many", COUNT, lambda: grant.wrap_many(pairs, pair.public, circle), 8_000)
    rate("wrap, one by one", COUNT, lambda: [grant.wrap(k, new, w, circle) for k, w in pairs])
    rate("unwrap_many", COUNT, lambda: grant.unwrap_many(wrapped, pair.private, circle))
    rate(
        "unwrap, one by one",
        COUNT,
        lambda: [grant.unwrap(g, pair.private, w, circle) for g, w in wrapped],
    )
    rate(
        "rewrap_many (rotation)",
        COUNT,
        lambda: principal.rewrap_many(wrapped, pair.private, new, circle),
    )


def chained(count: int, bindings: int) -> list[log.Entry]:
    """A log of that many entries, each binding that many things."""
    entries: list[log.Entry] = []
    previous = log.START
    for seq in range(1, count + 1):
        bound = {f"item:{UUID(int=seq * bindings + i)}": previous for i in range(bindings)}
        note = log.Note(
            seq=seq,
            at="2031-05-04T09:00:00+00:00",
            act="item.put",
            by="7",
            about="19",
            purpose="intake",
            bindings=bound,
        )
        entries.append(log.chain(previous, note))
        previous = entries[-1].hash
    return entries


def logging() -> None:
    """The chain."""
    entries = chained(50_000, 1)
    notes = [log.Note(**{name: getattr(e, name) for name in NOTE}) for e in entries]
    rate("chain an entry of 1 binding", 50_000, lambda: rechained(notes), 50_000)
    bound = {name: hashed for e in entries for name, hashed in e.bindings.items()}
    rate("verify an entry and its binding", 50_000, lambda: log.verify(entries, bound=bound))
    bulk = chained(1, 8_000)[0]
    rate("chain, counted in bindings (8,000 in one)", 8_000, lambda: log.chain(log.START, bulk))


NOTE = ("seq", "at", "act", "by", "about", "purpose", "bindings")


def rechained(notes: list[log.Note]) -> None:
    """Chain the notes again, as the store would."""
    previous = log.START
    for note in notes:
        previous = log.chain(previous, note).hash


def locking() -> None:
    """Argon2id at the cost of a real sign-in."""
    pair = principal.new_pair()
    locked = principal.lock(pair.private, "a long invented pass phrase")
    rate(
        "unlock (64 MiB, 3 passes)",
        1,
        lambda: principal.unlock(locked, "a long invented pass phrase"),
    )


if __name__ == "__main__":
    sealing()
    logging()
    locking()
