"""Invented jobs for a plan, of several kinds, from a seed: candidate lists in the shape of life.

About 34 homes per party and very unequal: 14 % of parties have none, a quarter two or fewer,
5 % more than 140 (`python -m bench.shapes` counts). Homes and parties lie in towns of Zipf
sizes on a plane; a home is open to some groups of parties and not to others, so that some
homes are wanted by many and some by few.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from bench.job import Job, Values
from bench.plane import Grid, settle
from hearth.engine.tables import MOST_POINTS, Bools, Floats, Int32s, Int64s
from hearth.engine.tiers import with_tiers

GROUPS = 8  # of parties, which a home may accept or not
ACCEPTED = 0.5  # share of the groups that a home accepts, in the mean
WISHES = 4
NEAR, WISHED, EXPERIENCED = 400_000, 100_000, 200_000  # points at most; WISHED is for each
LEVELS = 5  # of value, where many are equal
TIERS = 4
FEWEST_IN_REACH = 24  # homes among which even a party with a single candidate looks
BLOCK = 50_000  # parties at once, so that memory beside the answer stays small

# Numbers of candidates: log-normal with this median and spread, but for the share with none.
MEDIAN, SPREAD, MOST = 14.5, 1.56, 800
NOBODY = 0.125
PLACES = (0.86, 0.09, 0.035, 0.015)  # share of homes with 1, 2, 3 and 4 places: 1.2 in the mean


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job. `homes` is homes per party; `wide` multiplies the candidates.

    says : what is special about it. none : share of parties that no home is right for, beside
    those who find none by chance. towns : 0 where place does not matter. worth : how points
    become values. exact : as many places as parties, and everybody has candidates.
    """

    says: str
    homes: float = 1.0
    wide: float = 1.0
    none: float = NOBODY
    towns: str = "many"
    worth: str = "points"
    exact: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "towns": Kind("towns of Zipf sizes"),
        "scarce": Kind("two parties per home", homes=1 / 2),
        "near-balance": Kind("as many places as parties, nearly", homes=1 / 1.2),
        "ties": Kind("many equal values", worth="levels"),
        "ties-scarce": Kind("many equal values, 1.5 parties per home", 1 / 1.5, worth="levels"),
        "no-geography": Kind("place does not matter", towns="none"),
        "balanced": Kind("no geography, as many places as parties", towns="none", exact=True),
        "very-scarce": Kind("no geography, three parties per home", 1 / 3, towns="none"),
        "counts": Kind("placing counts 100 times more than fit", worth="counts"),
        "counts-scarce": Kind("the same, 1.5 parties per home", 1 / 1.5, worth="counts"),
        "tiers": Kind("four tiers of urgency", worth="tiers"),
        "tiers-scarce": Kind("four tiers, two parties per home", 1 / 2, worth="tiers"),
        "wide": Kind("wide search, 110 homes per party", wide=3.4),
        "one-town": Kind("one huge town", towns="one"),
        "none": Kind("two in three have no home at all", none=0.62),
    }
)


def job(kind: str, parties: int, seed: int = 1) -> Job:
    """A job of this kind, the same for the same seed; homes as many as the kind says.

    Cost: about 20 s and 2 GB for a million parties and homes.
    """
    how, rng = KINDS[kind], np.random.default_rng([seed, list(KINDS).index(kind)])
    homes = max(1, round(parties * how.homes))
    places = rng.choice([1, 2, 3, 4], homes, p=PLACES).astype(np.int32)
    if how.exact:
        places = _exactly(rng, places, parties)
    world = _World.make(rng, how, parties, places.size)
    counts, found, points = [np.zeros(1, np.int64)], [], []
    for first in range(0, parties, BLOCK):
        party, home, worth = world.candidates(rng, first, min(parties, first + BLOCK))
        counts.append(np.bincount(party - first, minlength=min(BLOCK, parties - first)))
        found.append(home)
        points.append(worth)
    indptr = np.cumsum(np.concatenate(counts)).astype(np.int64)
    home = np.concatenate([np.empty(0, np.int32), *found])
    value = _worth(rng, how, np.concatenate([np.empty(0, np.int32), *points]), indptr)
    return Job(indptr, home, value, places)


def _exactly(rng: np.random.Generator, places: Int32s, parties: int) -> Int32s:
    """Homes from the front, as many as give so many places; the last one is cut to fit."""
    end = np.cumsum(places)
    count = int(np.searchsorted(end, parties)) + 1
    kept = places[:count].copy()
    kept[-1] -= end[count - 1] - parties
    return np.asarray(rng.permutation(kept), np.int32)


def _worth(rng: np.random.Generator, how: Kind, points: Int32s, indptr: Int64s) -> Values:
    if how.worth == "levels":
        return 1 + points * np.int64(LEVELS) // MOST_POINTS
    if how.worth == "counts":
        return points + np.int64(100 * MOST_POINTS)
    if how.worth == "tiers":
        tier = rng.choice(TIERS, indptr.size - 1, p=[0.1, 0.2, 0.3, 0.4]).astype(np.int16)
        return with_tiers(points, indptr, tier)
    return points


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    """Who is where and asks what. `grid` is None where place does not matter."""

    grid: Grid | None
    at: Floats  # (n, 2) places of the parties, in cells
    group: Int64s  # (n)
    wanted: Int64s  # (n) candidates aimed at, before homes decline
    likes: Int32s  # (n, WISHES) points of each wish
    seasoned: Int32s  # (n) points for experience
    accepts: Bools  # (m, GROUPS)
    meets: Bools  # (m, WISHES)
    level: Int32s  # (m) of experience

    @classmethod
    def make(cls, rng: np.random.Generator, how: Kind, n: int, m: int) -> "_World":
        grid, at = None, np.zeros((n, 2))
        if how.towns != "none":
            at, homes_at, side = settle(rng, n, m, one=how.towns == "one")
            grid = Grid.of(homes_at, side)
        openness = rng.beta(2, 2, (m, 1)) * 2 * ACCEPTED
        return cls(
            grid,
            at,
            rng.choice(GROUPS, n, p=np.arange(1, GROUPS + 1) / (GROUPS * (GROUPS + 1) / 2)),
            _wanted(rng, how, n),
            rng.integers(0, WISHED, (n, WISHES)).astype(np.int32),
            rng.integers(0, EXPERIENCED // 2, n).astype(np.int32),
            rng.random((m, GROUPS)) < openness,
            rng.random((m, WISHES)) < 0.5,
            rng.integers(0, 11, m).astype(np.int32),
        )

    def candidates(
        self, rng: np.random.Generator, first: int, end: int
    ) -> tuple[Int64s, Int32s, Int32s]:
        """Parties (rising), homes and points of the pairs of the parties `first` to `end`."""
        wanted = self.wanted[first:end]
        party = np.repeat(np.arange(first, end), wanted)
        home, near = self._drawn(rng, self.at[first:end], wanted)
        kept = self.accepts[home, self.group[party]]
        m = self.level.size
        keys, at = np.unique(party[kept] * m + home[kept], return_index=True)
        party, home, near = keys // m, (keys % m).astype(np.int32), near[kept][at]
        return party, home, self._points(party, home, near)

    def _drawn(self, rng: np.random.Generator, at: Floats, wanted: Int64s) -> tuple[Int64s, Floats]:
        """A home for each one wanted, place after place, and its nearness, 0 to 1."""
        if self.grid is None:
            count = int(wanted.sum())
            return rng.integers(0, self.level.size, count), rng.random(count)
        reach = np.maximum(FEWEST_IN_REACH, 2 * wanted)
        return self.grid.draw(rng, at, reach, wanted)

    def _points(self, party: Int64s, home: Int32s, near: Floats) -> Int32s:
        points = (near * NEAR).astype(np.int64) + self.seasoned[party] * self.level[home] // 10
        for wish in range(WISHES):
            points += self.likes[party, wish] * self.meets[home, wish]
        return points.astype(np.int32)


def _wanted(rng: np.random.Generator, how: Kind, n: int) -> Int64s:
    """Homes to ask per party: what is aimed at, and as many again for those that decline."""
    aim = rng.lognormal(np.log(MEDIAN * how.wide), SPREAD, n)
    least = 8 if how.exact else 1
    asked = np.ceil(np.clip(aim, least, MOST * how.wide) / ACCEPTED).astype(np.int64)
    nobody = (rng.random(n) < how.none) & (not how.exact)
    return np.where(nobody, 0, asked)
