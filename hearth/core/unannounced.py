"""Which visits come without a word before, and on which day: drawn, so that nobody can choose them.

A secret seed decides. Its commitment is written down before anything is drawn by it, and the seed
is told afterwards: then anybody can draw again, and see that nobody picked a home or spared one.
The seed of a quarter decides which visits are unannounced; the seed of a plan, on which of the days
of its window each of them is tried first. Source: docs/sources.md, "unannounced".

Each visit is drawn by itself. Were exactly one in four to be unannounced, whoever had three that
were announced would know of the fourth; so a share is what comes about in the long run, and no
count of those before says anything of the next.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as keyed

from hearth.core.errors import InvalidValue

SEED_BYTES = 32
_ALL = 1 << 256


def commitment(seed: bytes) -> str:
    """What is told of a seed before it is used: it fixes the seed and tells nothing of it.

    SHA-256 over the seed, in hex. Raises InvalidValue for a seed that could be guessed.
    """
    if len(seed) != SEED_BYTES:
        raise InvalidValue(f"a seed has {SEED_BYTES} bytes, got {len(seed)}")
    return sha256(b"hearth unannounced 1\n" + seed).hexdigest()


def draw(seed: bytes, ids: Iterable[str], share: float) -> frozenset[str]:
    """Those of `ids` that are unannounced, about `share` of them.

    The same seed, id and share give the same answer, whichever others are asked about; a greater
    share keeps all of a smaller one. HMAC-SHA-256 of the id under the seed, read as a number from
    0 to 1, is compared with the share. Raises InvalidValue for a share outside 0 to 1.
    """
    if not 0.0 <= share <= 1.0:
        raise InvalidValue(f"a share lies between 0 and 1, got {share}")
    commitment(seed)
    below = int(Fraction(share) * _ALL)
    return frozenset(id for id in ids if _number(seed, id) < below)


def days_in_order(seed: bytes, id: str, days: Iterable[date]) -> tuple[date, ...]:
    """The days on which one visit may be made, each once, in the order in which they are tried.

    Each order is as likely as any other, and no other visit's moves it. Raises InvalidValue for a
    seed that could be guessed.
    """
    commitment(seed)
    return tuple(sorted(set(days), key=lambda day: _number(seed, f"{id} {day.isoformat()}")))


def is_promised(committed: str, seed: bytes) -> bool:
    """Whether the seed that is told is the one that was committed to."""
    return len(seed) == SEED_BYTES and compare_digest(commitment(seed), committed)


def _number(seed: bytes, of: str) -> int:
    return int.from_bytes(keyed(seed, of.encode(), "sha256"), "big")
