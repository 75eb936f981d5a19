"""How long a chart runs until it alarms, on average: exact, by what is known of its states."""

from math import floor

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed

laws = when_needed("scipy.stats")
special = when_needed("scipy.special")

NODES = 80


def of_normal(k: float, h: float, shift: float = 0.0, start: float = 0.0) -> float:
    """Average steps of the one-sided chart max(0, S + X - k) until S is at least h.

    X is normal with variance 1 and mean `shift`; `start` is the head start, in [0, h).
    Raises InvalidValue for a limit not above 0 or a start outside.

    Notes
    -----
    L(z) = 1 + L(0) P(X <= k - z) + integral over (0, h) of L(x) f(x + k - z), solved at the
    nodes of Gauss and Legendre. Cost: one system of 81 equations.
    Source: Brook & Evans (1972); Goel & Wu (1971); docs/sources.md, "run lengths".
    """
    if not h > 0 or not 0 <= start < h:
        raise InvalidValue("the limit is above 0, and the start from 0 up to it")
    at, weight = np.polynomial.legendre.leggauss(NODES)
    x, w = (at + 1) * h / 2, weight * h / 2
    z = np.concatenate([[0.0], x])
    moves = np.empty((NODES + 1, NODES + 1))
    moves[:, 0] = special.ndtr(k - z - shift)
    moves[:, 1:] = w * laws.norm.pdf(x[None, :] + k - z[:, None] - shift)
    length = np.linalg.solve(np.eye(NODES + 1) - moves, np.ones(NODES + 1))
    from_start = w * laws.norm.pdf(x + k - start - shift)
    return float(1 + length[0] * special.ndtr(k - start - shift) + from_start @ length[1:])


def of_both_sides(k: float, h: float, shift: float = 0.0, start: float = 0.0) -> float:
    """Average steps until either of two mirrored charts alarms, each begun at `start`.

    Source: Lucas & Crosier (1982), Technometrics 24, 199-205, their formula for a head start.
    Exact while a step from 0 up to an alarm on one side leaves the other at 0.
    """
    up, down = of_normal(k, h, shift), of_normal(k, h, -shift)
    up_start, down_start = of_normal(k, h, shift, start), of_normal(k, h, -shift, start)
    return (up_start * down + up * down_start - up * down) / (up + down)


def of_lattice(gain: NDArray[np.float64], limit: int, start: int = 0) -> float:
    """Average steps of a chart on whole numbers until it is at least `limit`.

    Parameters
    ----------
    gain : float64 (m)
        Chance of a step of j - 1, for j from 0: a step down by one, none, up by one, and so
        on. What is left to 1 is the chance of a step beyond the limit from anywhere.
    limit, start
        In steps of the lattice, 0 <= start < limit.

    Notes
    -----
    A Markov chain over 0 .. limit - 1 with the alarm as its end: (I - Q) L = 1. Cost:
    O(limit^3). Source: Brook & Evans (1972).
    """
    return _chain(gain, -1, limit, start)


def of_poisson(k: float, h: float, mean: float, *, upper: bool = True, start: float = 0.0) -> float:
    """Average steps of a chart of Poisson counts until it is at least h.

    upper : max(0, S + X - k); else max(0, S + k - X), which looks for too few. `k`, `h` and
    `start` must lie on one lattice of at most 1/64, so that the chain is exact.
    Raises InvalidValue where they do not. Source: Lucas (1985), Technometrics 27, 129-144.
    """
    parts = next(
        (n for n in (1, 2, 4, 5, 8, 10, 16, 20, 32, 64) if _whole(k * n, h * n, start * n)), 0
    )
    if not parts or not h > 0 or mean < 0:
        raise InvalidValue("limit, start and reference value must lie on one lattice")
    limit, down, begin = round(h * parts), round(k * parts), round(start * parts)
    most = limit // parts + floor(k) + 2
    chance = laws.poisson.pmf(np.arange(most + 1), mean)
    steps = parts * np.arange(most + 1) - down if upper else down - parts * np.arange(most + 1)
    low = int(steps.min())
    gain = np.zeros(int(steps.max()) - low + 1)
    gain[steps - low] = chance
    if not upper:
        gain[0] += 1 - chance.sum()  # a count beyond brings it to 0 as well
    return _chain(gain, low, limit, begin)


def _whole(*numbers: float) -> bool:
    return all(abs(number - round(number)) < 1e-9 for number in numbers)


def _chain(gain: NDArray[np.float64], low: int, limit: int, start: int) -> float:
    """`gain[j]`: the chance of a step of low + j."""
    if limit < 1 or not 0 <= start < limit:
        raise InvalidValue("the limit is 1 or more, and the start from 0 up to it")
    stays = np.zeros((limit, limit))
    for state in range(limit):
        to = np.maximum(0, state + low + np.arange(len(gain)))
        inside = to < limit
        np.add.at(stays[state], to[inside], gain[inside])
    length = np.linalg.solve(np.eye(limit) - stays, np.ones(limit))
    return float(length[start])
