"""Small invented weeks, full of rules."""

from typing import Any

import numpy as np

from hearth.engine.rounds.week import CLOSED, Week

NINE, FIVE = 9 * 60, 17 * 60


def a_week(visits: int = 1, visitors: int = 1, days: int = 1, **said: Any) -> Week:
    """A week in which everything goes: all open from nine to five, everybody may, no roads."""
    roads = visits + visitors
    columns: dict[str, Any] = {
        "minutes": np.full(visits, 60, np.int32),
        "opens": np.full((visits, days), NINE, np.int32),
        "closes": np.full((visits, days), FIVE, np.int32),
        "place": np.arange(visitors, roads, dtype=np.int32),
        "needed": np.ones(visits, np.int32),
        "allowed": np.ones((visits, visitors), np.bool_),
        "cost": np.zeros((visits, visitors), np.int32),
        "weight": np.full(visits, 200_000, np.int32),
        "odds": np.zeros((0, 2), np.int32),
        "base": np.arange(visitors, dtype=np.int32),
        "begins": np.full((visitors, days), NINE, np.int32),
        "ends": np.full((visitors, days), FIVE, np.int32),
        "rest": np.zeros((visitors, 3), np.int32),
        "most": np.full(visitors, 8, np.int32),
        "metres": np.full((roads, roads), 1_000, np.int32),
        "travel": np.full((roads, roads), 10, np.int32),
    }
    for name in ("metres", "travel"):
        np.fill_diagonal(columns[name], 0)
    return Week(**(columns | said))


def any_week(seed: int, visits: int = 9, visitors: int = 3, days: int = 3) -> Week:
    """A week by chance in which every rule of the columns is asked for by somebody."""
    rng = np.random.default_rng(seed)
    v, w, d = int(rng.integers(0, visits + 1)), int(rng.integers(1, visitors + 1)), days
    spots = rng.integers(0, 30_000, (v + w, 2)).astype(np.int64)
    metres = np.abs(spots[:, None, :] - spots[None, :, :]).sum(axis=2)
    opens = rng.integers(8 * 60, 15 * 60, (v, d))
    closes = opens + rng.integers(-20, 6 * 60, (v, d))
    opens[rng.random((v, d)) < 0.3] = CLOSED
    begins = rng.integers(7 * 60, 11 * 60, (w, d))
    ends = begins + rng.integers(2 * 60, 9 * 60, (w, d))
    begins[rng.random((w, d)) < 0.2] = CLOSED
    rest_from = rng.integers(11 * 60, 13 * 60, w)
    rest = np.stack([rng.choice([0, 30, 45], w), rest_from, rest_from + rng.integers(0, 90, w)])
    pairs = rng.integers(0, max(v, 1), (int(rng.integers(0, v + 1)), 2))
    whole = {
        "minutes": rng.integers(20, 100, v),
        "opens": opens,
        "closes": closes,
        "place": np.arange(w, v + w),
        "needed": np.where(rng.random(v) < 0.2, 2, 1),
        "cost": rng.integers(0, 20_000, (v, w)),
        "weight": rng.integers(50_000, 300_000, v),
        "odds": pairs[pairs[:, 0] != pairs[:, 1]],
        "base": np.arange(w),
        "begins": begins,
        "ends": ends,
        "rest": rest.T,
        "most": rng.integers(1, 6, w),
        "metres": metres,
        "travel": -(-metres // 700),
    }
    return Week(
        allowed=rng.random((v, w)) < 0.7,
        **{name: np.ascontiguousarray(column, np.int32) for name, column in whole.items()},
    )
