"""Bounds that may be read every day: they hold at all times together, however often one looks.

An interval for one day is wrong more and more often for somebody who looks daily and stops at
the first alarm. These are built from sums that a test martingale keeps below 1/alpha for ever
(Ville's inequality).
"""

from collections.abc import Callable
from math import inf, log, log1p, sqrt

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed
from hearth.stats.exact import Interval, must_be_share

optimize = when_needed("scipy.optimize")
special = when_needed("scipy.special")

TIGHTEST = 0.05  # the alpha that a mixture is tuned for
FURTHEST = 1e12


def _must_be(alpha: float, *positive: float) -> None:
    if not 0.0 < alpha < 1.0:
        raise InvalidValue(f"alpha must lie between 0 and 1, got {alpha}")
    if any(number <= 0 for number in positive):
        raise InvalidValue("variances and times are more than 0")


def best_rho(v_opt: float, alpha: float, *, one_sided: bool = False) -> float:
    """The mixture's own variance that is tightest at intrinsic time `v_opt`."""
    _must_be(alpha, v_opt)
    wide = log(1 / (2 * alpha if one_sided else alpha))
    return v_opt / (2 * wide + log1p(2 * wide))


def normal_log_mixture(s: float, v: float, rho: float, *, one_sided: bool) -> float:
    """Log of the normal mixture martingale at sum `s` and intrinsic time `v`."""
    _must_be(TIGHTEST, v + rho)
    twice = log(2) + float(special.log_ndtr(s / sqrt(v + rho))) if one_sided else 0.0
    return 0.5 * log(rho / (v + rho)) + s * s / (2 * (v + rho)) + twice


def normal_bound(
    v: float, alpha: float, v_opt: float, *, alpha_opt: float = TIGHTEST, one_sided: bool = True
) -> float:
    """How far a sum of sub-normal terms strays at intrinsic time `v`, at all times at once.

    Source: Howard, Ramdas, McAuliffe, Sekhon (2021), propositions 5 and 6. Cost: one root.
    """
    _must_be(alpha, v, v_opt)
    rho = best_rho(v_opt, alpha_opt, one_sided=one_sided)
    if not one_sided:
        return sqrt((v + rho) * (log1p(v / rho) + 2 * log(1 / alpha)))

    def above(s: float) -> float:
        return normal_log_mixture(s, v, rho, one_sided=True) - log(1 / alpha)

    return float(
        optimize.brentq(above, 0.0, 100 * sqrt(v + rho) * (1 + log(1 / alpha)), xtol=1e-12)
    )


def stitched_bound(
    v: float, alpha: float, v_min: float, *, c: float = 0.0, s: float = 1.4, eta: float = 2.0
) -> float:
    """A bound in closed form that grows as the law of the iterated logarithm.

    Source: Howard and others (2021), theorem 1, for sub-gamma sums with scale `c`.
    """
    _must_be(alpha, v, v_min)
    at = max(v, v_min)
    k1, k2 = (eta**0.25 + eta**-0.25) / sqrt(2), (sqrt(eta) + 1) / 2
    term = s * log(log(eta * at / v_min)) + log(float(special.zeta(s)) / (alpha * log(eta) ** s))
    return sqrt(k1**2 * at * term + (k2 * c * term) ** 2) + k2 * c * term


def share_interval(
    part: int, whole: int, alpha: float = 0.05, t_opt: float = 100, alpha_opt: float = TIGHTEST
) -> Interval:
    """Where a share may lie, after any number of looks.

    part, whole : counts so far. t_opt : after how many it should be tightest. The interval
    holds for all times together with probability 1 - alpha. Before the first: all of [0, 1].
    Raises InvalidValue for counts or an alpha out of range. Cost: two roots.
    Source: Howard and others (2021), proposition 7 (beta-binomial mixture).
    """
    must_be_share(part, whole)
    _must_be(alpha, t_opt)
    if whole == 0:
        return Interval(0.0, 1.0)
    seen, near = part / whole, 1e-9

    def above(p: float) -> float:
        return _beta_binomial(part, whole, p, t_opt, alpha_opt) - log(1 / alpha)

    low = 0.0 if part == 0 else _root(above, near, min(seen, 1 - near), 0.0)
    high = 1.0 if part == whole else _root(above, max(seen, near), 1 - near, 1.0)
    return Interval(low, high)


def _root(above: Callable[[float], float], low: float, high: float, end: float) -> float:
    """Where the sum crosses; the end of the range where it never does."""
    if above(low) * above(high) > 0:
        return end
    return float(optimize.brentq(above, low, high, xtol=1e-12))


def _beta_binomial(part: int, whole: int, p: float, t_opt: float, alpha_opt: float) -> float:
    """Log of the beta-binomial mixture for centred Bernoulli terms of mean p."""
    q, v = 1 - p, whole * p * (1 - p)
    s, wanted = part - whole * p, best_rho(t_opt * p * q, alpha_opt)
    r = max(wanted - p * q, 1e-3 * p * q)
    start = float(special.betaln(r / p, r / q))
    now = float(special.betaln((r + v - p * s) / p, (r + v + q * s) / q))
    return -(v + q * s) / q * log(p) - (v - p * s) / p * log(q) + now - start


def rate_at_most(
    count: int, exposure: float, alpha: float = 0.05, *, shape: float = 0.5, scale: float = 1.0
) -> float:
    """The highest rate that `count` in `exposure` leave plausible, after any number of looks.

    exposure, scale : in one unit; the bound is per that unit. It is tightest where the true
    rate is near `shape / scale`, and holds for every rate and at all times together with
    probability 1 - alpha. Infinite before anything was seen. Raises InvalidValue for what is
    below 0. Cost: one root. Source: the gamma mixture of the Poisson likelihood ratio
    (Robbins 1970; Ville 1939), docs/sources.md, "bounds that may be read every day".
    """
    _must_be(alpha, shape, scale)
    if count < 0 or exposure < 0:
        raise InvalidValue("counts and exposure are 0 or more")
    if exposure == 0:
        return inf
    mixed = (
        shape * log(scale)
        + float(special.gammaln(shape + count))
        - float(special.gammaln(shape))
        - (shape + count) * log(scale + exposure)
    )

    def above(rate: float) -> float:
        return mixed - (count * log(rate) if count else 0.0) + rate * exposure - log(1 / alpha)

    at = count / exposure if count else 1e-300 / exposure
    far = at + 1 / exposure
    while above(far) < 0 and far < FURTHEST:
        far *= 2
    return float(optimize.brentq(above, at, far, xtol=1e-15, rtol=1e-12))
