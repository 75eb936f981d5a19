"""The columns of homes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.ids import HostId
from hearth.core.person import Gender
from hearth.core.programme import AcceptanceRule, LastResortRule, PartyLimitRule, Programme
from hearth.engine.encode.bits import (
    ANY_AGE,
    ANY_SIZE,
    FEATURE,
    FOR_EVER,
    IS,
    LAST_RESORT,
    NONE,
    Tongues,
    column,
    day_number,
    union,
)


def home_columns(
    homes: Sequence[Home],
    hosts: Mapping[HostId, Host],
    programme: Programme,
    tongues: Tongues,
) -> dict[str, Any]:
    """Every column but the room class."""
    host = [hosts[home.host] for home in homes]
    limited = programme.has_rule(AcceptanceRule.name)
    return {
        "has": column((_has(home, programme) for home in homes), np.uint64),
        "refuses": column((_refuses(one) if limited else NONE for one in host), np.uint64),
        "demands": np.zeros(len(homes), np.uint64),
        "lat": column((h.place.latitude if h.place else np.nan for h in homes), np.float64),
        "lon": column((h.place.longitude if h.place else np.nan for h in homes), np.float64),
        "age_min": column((one.accepts.age_min if limited else 0 for one in host), np.int16),
        "age_max": column((_oldest(one) if limited else ANY_AGE for one in host), np.int16),
        "free_from": column((_free(home)[0] for home in homes), np.int32),
        "free_until": column((_free(home)[1] for home in homes), np.int32),
        "vetted_until": np.full(len(homes), FOR_EVER, np.int32),
        "places": column((_places(home, programme) for home in homes), np.int32),
        "size_max": column((_largest(one) if limited else ANY_SIZE for one in host), np.int32),
        "language": column((tongues.spoken(one.languages) for one in host), np.uint64),
        "experience": column((min(10, one.stays_before) for one in host), np.int16),
    }


def _has(home: Home, programme: Programme) -> np.uint64:
    bits = union(FEATURE[feature] for feature in home.features)
    if not programme.has_rule(LastResortRule.name):
        return bits
    is_last = home.kind in programme.rule(LastResortRule).kinds
    return bits | (LAST_RESORT if is_last else NONE)


def _refuses(host: Host) -> np.uint64:
    genders = (IS[gender] for gender in IS if _is_gender_refused(host, gender))
    return union(IS[trait] for trait in host.accepts.not_traits) | union(genders)


def _is_gender_refused(host: Host, kind: object) -> bool:
    return isinstance(kind, Gender) and kind not in host.accepts.genders


def _oldest(host: Host) -> int:
    return ANY_AGE if host.accepts.age_max is None else host.accepts.age_max


def _largest(host: Host) -> int:
    return ANY_SIZE if host.accepts.size_max is None else host.accepts.size_max


def _free(home: Home) -> tuple[int, int]:
    """From the first free day to the last. Gaps between are in the lists of barred homes."""
    if not home.free:
        return FOR_EVER, FOR_EVER
    first = min(day_number(period.first) for period in home.free)
    return first, max(day_number(period.end) for period in home.free)


def _places(home: Home, programme: Programme) -> int:
    most = home.parties_max
    if programme.has_rule(PartyLimitRule.name):
        most = min(most, programme.rule(PartyLimitRule).parties)
        return max(0, most - home.parties_now)
    return ANY_SIZE if home.rooms_free else 0
