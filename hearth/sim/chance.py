"""Chance with a seed: the same seed and the same questions give the same answers."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

AnyT = TypeVar("AnyT")


class Chance:
    """Draws for one part of a world. Parts of one seed do not disturb one another."""

    __slots__ = ("_random",)

    def __init__(self, seed: int, part: str) -> None:
        self._random = Random(f"{part}/{seed}")

    def happens(self, share: float) -> bool:
        """True in about `share` of all draws; `share` in 0..1."""
        return self._random.random() < share

    def one_of(self, pool: Sequence[AnyT]) -> AnyT:
        """One of a pool that is not empty, each as likely."""
        return pool[int(self._random.random() * len(pool))]

    def weighted(self, weights: Mapping[AnyT, float]) -> AnyT:
        """One of the keys, as likely as its weight says. Weights need not add up to 1."""
        left = self._random.random() * sum(weights.values())
        for what, weight in weights.items():
            left -= weight
            if left < 0:
                return what
        return next(reversed([*weights]))

    def those(self, shares: Mapping[AnyT, float]) -> frozenset[AnyT]:
        """Each key by itself, as often as its share says."""
        return frozenset(what for what, share in shares.items() if self.happens(share))

    def sample(self, pool: Sequence[AnyT], count: int) -> tuple[AnyT, ...]:
        """At most `count` different ones of a pool."""
        return tuple(self._random.sample(pool, min(count, len(pool))))

    def whole(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int(self._random.random() * (most - least + 1))

    def between(self, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        return self._random.uniform(least, most)

    def bell(self, spread: float) -> float:
        """A number around 0, most of them within `spread` on either side."""
        return self._random.gauss(0.0, spread)

    def day(self, around: date, least: int, most: int) -> date:
        """A day from `least` to `most` days after `around`."""
        return around + timedelta(days=self.whole(least, most))

    def id(self) -> UUID:
        """An id of the random kind (UUID version 4), here from the seed."""
        return UUID(int=self._random.getrandbits(128), version=4)
