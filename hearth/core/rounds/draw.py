"""Which visits come unannounced, and on which day: drawn so that nobody can choose or foresee it.

A seed is made by chance and its hash is written in the log before the week is planned. Afterwards
the seed is shown, and anybody can work out again, from the hash, the seed and the checks, which
visits were drawn. Source: docs/sources.md, "committed draw".
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearth.core.errors import InvalidValue

SEED_BYTES = 32
_ONE = 1 << 64


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for one check: whether it is unannounced, and its days in the order to try."""

    check: UUID
    unannounced: bool
    days: tuple[date, ...]


def commitment(seed: bytes) -> str:
    """What is written down before: it tells nothing of the seed, and fits no other one.

    Raises InvalidValue for a seed that is not 32 bytes, which could be guessed.
    """
    if len(seed) != SEED_BYTES:
        raise InvalidValue(f"a seed has {SEED_BYTES} bytes, got {len(seed)}")
    return hashlib.sha256(b"hearth draw" + seed).hexdigest()


def drawn(seed: bytes, check: UUID, share: float, days: Sequence[date]) -> Drawn:
    """The draw of one check, which no other check's moves.

    share : the part of such checks that are unannounced, 0 to 1. days : those on which it may be
    held. Equal chances for each, to 2^-64.
    """
    if not 0 <= share <= 1:
        raise InvalidValue(f"a share lies between 0 and 1, got {share}")
    order = sorted(set(days), key=lambda day: _number(seed, check, day.isoformat()))
    return Drawn(check, _number(seed, check, "unannounced") < share * _ONE, tuple(order))


def verify(promised: str, seed: bytes) -> bool:
    """Whether the seed that is shown is the one that was promised."""
    return len(seed) == SEED_BYTES and hmac.compare_digest(promised, commitment(seed))


def _number(seed: bytes, check: UUID, what: str) -> int:
    told = hmac.new(seed, check.bytes + what.encode(), hashlib.sha256).digest()
    return int.from_bytes(told[:8], "big")
