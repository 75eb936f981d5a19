"""Every value that is ever sealed comes back as it was, and nothing else is read as one."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from hearth.core import checks
from hearth.core.card import GuestCard
from hearth.core.concerns import Concern
from hearth.core.errors import InvalidValue
from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.core.offer import Described
from hearth.core.person import Party, Wishes
from hearth.core.placement import Ending, Planned
from hearth.core.result import Breach
from hearth.core.rules.pair import LastResort
from hearth.core.shortlist import Shortlist
from hearth.core.ties import Tie
from hearth.store.values import from_json, from_plain, to_json, to_plain
from tests.builders import a_home, a_party

SEALED: tuple[Any, ...] = (
    Address,
    Breach,
    Concern,
    Described,
    Ending,
    GuestCard,
    Home,
    Host,
    HostIdentity,
    LastResort,
    Party,
    PersonIdentity,
    Planned,
    Shortlist,
    checks.Testimony,
    tuple[Tie, ...],
    str,
)

SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5).map(lambda text: f"a{text}"),
    int: st.integers(5, 90),
    float: st.floats(5, 90),
    bool: st.booleans(),
    UUID: st.uuids(version=4),
    date: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    datetime: st.datetimes(timezones=st.just(UTC)),
}
# Fields that must fit another field; there is nothing to learn from drawing them apart.
SET_BY_HAND = {
    (Party, "relations"): st.just(frozenset()),
    (Home, "rooms_taken"): st.just(frozenset()),
    (Party, "wishes"): st.just(Wishes()),
}


@cache
def a(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a kind, as its fields say."""
    if isinstance(kind, NewType):
        return a(kind.__supertype__)
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if is_dataclass(kind):
        return _made(kind)
    return _many(get_origin(kind), get_args(kind))


def _many(origin: Any, args: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if origin in (Union, types.UnionType):
        return st.none() | a(next(arg for arg in args if arg is not type(None)))
    if origin is frozenset:
        return st.frozensets(a(args[0]), max_size=3)
    if origin is tuple:
        return st.lists(a(args[0]), min_size=1, max_size=2).map(tuple)
    return st.dictionaries(a(args[0]), a(args[1]), max_size=3)


@st.composite
def _made(draw: st.DrawFn, kind: Any) -> Any:
    hints = get_type_hints(kind)
    said = {f.name: draw(SET_BY_HAND.get((kind, f.name), a(hints[f.name]))) for f in fields(kind)}
    try:
        return kind(**said)
    except InvalidValue:
        reject()


@pytest.mark.parametrize("kind", SEALED)
@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck))
def test_a_sealed_value_comes_back_as_it_was(kind: Any, data: st.DataObject) -> None:
    value = data.draw(a(kind))

    again = from_json(kind, to_json(value))

    assert again == value
    assert to_json(again) == to_json(value)


def test_equal_values_are_sealed_as_equal_bytes() -> None:
    one = frozenset({"kitchen", "pets", "smoke_free"})
    other = frozenset(sorted(one, reverse=True))

    assert to_json(one) == to_json(other)


def test_a_field_that_the_value_does_not_have_is_refused() -> None:
    plain = to_plain(a_home())

    with pytest.raises(InvalidValue, match="Home"):
        from_plain(Home, {**plain, "street": "Elm Lane"})


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidValue):
        from_json(Home, to_json(a_party()))


def test_a_value_that_could_not_exist_is_refused() -> None:
    plain = {**to_plain(a_home()), "parties_max": -1}

    with pytest.raises(InvalidValue):
        from_plain(Home, plain)


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(InvalidValue, match="no plain form"):
        to_json(object())
