"""Core values to plain JSON and back. Dull on purpose: one way for every value.

Frozen dataclasses become objects, sets sorted lists, days and moments ISO text,
ids text, enums their words. What a type does not name is refused, so that a sealed
value that was changed by hand is not read as something else.
"""

import json
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from hearth.core.errors import InvalidValue

ValueT = TypeVar("ValueT")
Read = Callable[[Any], Any]


def to_json(value: object) -> bytes:
    """The value as compact JSON, keys sorted: equal values give equal bytes."""
    return json.dumps(
        to_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def from_json(kind: type[ValueT], content: bytes) -> ValueT:
    """The value again. Raises InvalidValue where the content is not one of this kind."""
    return from_plain(kind, json.loads(content))


def to_plain(value: object) -> Any:
    """The value in lists, objects, text and numbers."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (frozenset, set)):
        return sorted((to_plain(one) for one in value), key=json.dumps)
    if isinstance(value, (tuple, list)):
        return [to_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(one) for key, one in value.items()}
    if is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    raise InvalidValue(f"a {type(value).__name__} has no plain form")


def from_plain(kind: type[ValueT], plain: Any) -> ValueT:
    """A value of `kind` from its plain form."""
    try:
        value: ValueT = _reader(cast(Hashable, kind))(plain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidValue(f"this is no {getattr(kind, '__name__', kind)}") from error
    return value


@cache
def _reader(kind: Any) -> Read:
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    origin = get_origin(kind)
    if origin is not None:
        return _reader_of_many(origin, get_args(kind))
    if is_dataclass(kind):
        return _reader_of_fields(kind)
    if kind in (date, datetime, time):
        return cast(Read, kind.fromisoformat)
    if kind is UUID or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind  # a class is its own reader
    return _same


def _same(plain: Any) -> Any:
    return plain


def _reader_of_many(origin: Any, args: tuple[Any, ...]) -> Read:
    if origin in (Union, types.UnionType):
        inner = _reader(next(arg for arg in args if arg is not type(None)))
        return lambda plain: None if plain is None else inner(plain)
    if issubclass(origin, Mapping):
        key, one = _reader(args[0]), _reader(args[1])
        return lambda plain: {key(k): one(v) for k, v in plain.items()}
    if origin is tuple and args[-1:] != (Ellipsis,):
        readers = [_reader(arg) for arg in args]
        return lambda plain: tuple(r(v) for r, v in zip(readers, plain, strict=True))
    make, one = origin, _reader(args[0])
    return lambda plain: make(one(v) for v in plain)


def _reader_of_fields(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers = [(f.name, _reader(hints[f.name])) for f in fields(kind)]
    known = {name for name, _ in readers}

    def read(plain: Any) -> Any:
        if plain.keys() - known:
            raise InvalidValue(f"a {kind.__name__} has no {sorted(plain.keys() - known)[0]}")
        return kind(**{name: r(plain[name]) for name, r in readers if name in plain})

    return read
