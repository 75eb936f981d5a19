"""How long something lasts while some of it still goes on, and by which of several ends it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed
from hearth.stats.exact import Interval, must_be_level

special = when_needed("scipy.special")

Floats = NDArray[np.float64]
STILL = ""  # the end of what goes on: how long it has lasted is known, when it ends is not
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Curve:
    """Which share still goes on, just after each day on which one ended.

    days, share, low, high : one each, in order of days. low and high are nan where the share is
    1 or 0. began, ended : how many stays it is of, and how many of them ended.
    """

    days: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    began: int
    ended: int

    def at(self, day: float) -> float:
        """The share that goes on after this day."""
        return _step(self.days, self.share, day, 1.0)

    def between(self, day: float) -> Interval | None:
        """Where the true share likely lies; None while none or all have ended."""
        low, high = _step(self.days, self.low, day, nan), _step(self.days, self.high, day, nan)
        return None if isnan(low) or isnan(high) else Interval(low, high)

    @property
    def median(self) -> float | None:
        """The day by which half have ended; None while more than half go on."""
        return _half(self.days, self.share)

    @property
    def median_between(self) -> tuple[float | None, float | None]:
        """Where the true median likely lies; None at an end that is not reached yet."""
        return _half(self.days, self.low), _half(self.days, self.high)


def still_there(days: Sequence[float], ended: Sequence[bool], level: float = 0.95) -> Curve:
    """The share that still goes on after each day, those not ended counted as long as seen.

    days : how long each lasted or has lasted, above 0. ended : whether it did end then.
    Raises InvalidValue for nothing at all, lengths that differ, or a day not above 0.

    Notes
    -----
    Kaplan & Meier (1958); variance of Greenwood, limits by log(-log), as R's `survfit` with
    conf.type "log-log". Assumes that whoever has not ended is like those who have. O(n log n).
    """
    lasted, over = _must_be(days, ended)
    must_be_level(level)
    at, left, gone = _counted(lasted, over)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumprod(1 - gone / left)
        spread = np.sqrt(np.cumsum(gone / (left * (left - gone)))) / np.log(share)
        wide = float(special.ndtri((1 + level) / 2)) * np.abs(spread)
        low, high = share ** np.exp(wide), share ** np.exp(-wide)
    known = (share > NEAR) & (share < 1)
    return Curve(
        _told(at),
        _told(np.where(share > NEAR, share, 0.0)),
        _told(np.where(known, low, nan)),
        _told(np.where(known, high, nan)),
        len(lasted),
        int(over.sum()),
    )


@dataclass(frozen=True, slots=True)
class Ends:
    """By which end stays have ended by each day: shares of all that began.

    days : on which one ended. shares, spreads : by end, the share and its standard error after
    each of the days. Together with what goes on they make 1.
    """

    days: tuple[float, ...]
    shares: dict[str, tuple[float, ...]]
    spreads: dict[str, tuple[float, ...]]

    def at(self, end: str, day: float) -> float:
        """The share that has ended so by this day."""
        return _step(self.days, self.shares[end], day, 0.0)

    def between(self, end: str, day: float, level: float = 0.95) -> Interval:
        """Where that share likely lies, by the normal law, kept inside [0, 1]."""
        wide = float(special.ndtri((1 + level) / 2)) * _step(self.days, self.spreads[end], day, 0.0)
        share = self.at(end, day)
        return Interval(max(0.0, share - wide), min(1.0, share + wide))


def ends(days: Sequence[float], why: Sequence[str]) -> Ends:
    """Which share has ended by each of several ends, by each day.

    why : the end of each; `STILL` for what goes on. One end keeps another from happening, so
    each is counted against all that could still have ended: one minus a curve that takes the
    others for "still there" would promise ends to those who can no longer have them.
    Raises InvalidValue as `still_there` does.

    Source: Aalen & Johansen (1978); variance as in Marubini & Valsecchi (1995), section 10.3;
    docs/sources.md, "competing ends". Cost: O(n log n + ends x days^2).
    """
    lasted, over = _must_be(days, [one != STILL for one in why])
    at, left, gone = _counted(lasted, over)
    before = np.concatenate([[1.0], np.cumprod(1 - gone / left)[:-1]]) if len(at) else at
    named = np.asarray(why, dtype=np.str_)
    shares, spreads = {}, {}
    for end in sorted(set(why) - {STILL}):
        mine = np.array([float(((lasted == day) & (named == end)).sum()) for day in at])
        share = np.cumsum(before * mine / left)
        shares[end] = _told(share)
        spreads[end] = _told(np.sqrt(np.maximum(0.0, _variance(share, before, mine, gone, left))))
    return Ends(_told(at), shares, spreads)


def _variance(share: Floats, before: Floats, mine: Floats, gone: Floats, left: Floats) -> Floats:
    """Of the share at each day: three sums over the days up to it."""
    ahead = np.tril(share[:, None] - share[None, :])
    up_to = np.tril(np.ones((len(share), len(share))))
    with np.errstate(divide="ignore", invalid="ignore"):
        all_gone = np.where(left > gone, gone / (left * (left - gone)), 0.0)
    return (
        ahead**2 @ all_gone
        + up_to @ (before**2 * (left - mine) * mine / left**3)
        - 2 * ahead @ (before * mine / left**2)
    )


def _must_be(days: Sequence[float], ended: Sequence[bool]) -> tuple[Floats, NDArray[np.bool_]]:
    lasted, over = np.asarray(days, np.float64), np.asarray(ended, np.bool_)
    if lasted.ndim != 1 or lasted.shape != over.shape or not len(lasted):
        raise InvalidValue("each has a length and whether it ended, and there is at least one")
    if not (lasted > 0).all() or not np.isfinite(lasted).all():
        raise InvalidValue("a length is above 0 days")
    return lasted, over


def _counted(lasted: Floats, over: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Days on which something ended, how many were left until then, how many ended then."""
    at, gone = np.unique(lasted[over], return_counts=True)
    left = len(lasted) - np.searchsorted(np.sort(lasted), at, side="left")
    return at, left.astype(np.float64), gone.astype(np.float64)


def _told(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _step(days: tuple[float, ...], values: tuple[float, ...], day: float, first: float) -> float:
    at = int(np.searchsorted(np.asarray(days), day, side="right"))
    return values[at - 1] if at else first


def _half(days: tuple[float, ...], share: tuple[float, ...]) -> float | None:
    """Where the share falls to a half; the middle of the days on which it is just that."""
    last = inf
    for at, (day, left) in enumerate(zip(days, share, strict=True)):
        if isnan(left):
            if at and last <= 0.5 + NEAR:
                return day
            if at == len(days) - 1 and last < inf:
                return None
            continue
        if abs(left - 0.5) < NEAR and at + 1 < len(days):
            return (day + days[at + 1]) / 2
        if left < 0.5 + NEAR:
            return day
        last = left
    return None
