"""Recovery by two: no single holder can open a circle, any two can.

For each pair of holders the circle's private key is sealed to the second, and that to
the first. It needs no secret-sharing mathematics: 3 holders make 3 shares, 5 make 10.
A holder keeps their own private key on paper, as a sheet that can be typed back in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from uuid import UUID

from hearth.core.errors import BadInput, InvalidValue
from hearth.seal import primitives

FEWEST_HOLDERS: Final = 3

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to misread
_MISREAD = str.maketrans("ILO", "110")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
_SHEET = "H1"
_GROUPS = 14  # 13 of the key, 1 that checks the whole
_GROUP = 5  # letters: 4 that carry 20 bits, 1 that checks them


@dataclass(frozen=True, slots=True)
class Share:
    """What one pair of holders needs to open a circle, together. Safe to store."""

    circle: UUID
    first: UUID
    second: UUID
    blob: bytes


def shares(circle_private: bytes, circle: UUID, holders: Mapping[UUID, bytes]) -> list[Share]:
    """One share for every pair of holders: n holders make n * (n - 1) / 2.

    `holders` maps an id to a public key. Raises InvalidValue for fewer than three
    holders, for two with the same key (one person would be two), or a key that is none.
    """
    primitives.require_key(circle_private, "private key")
    if len(holders) < FEWEST_HOLDERS:
        raise InvalidValue(f"recovery needs {FEWEST_HOLDERS} holders or more, got {len(holders)}")
    if len(set(holders.values())) < len(holders):
        raise InvalidValue("two holders have the same key; each needs their own")
    return [
        _share(circle_private, circle, holders, pair) for pair in combinations(sorted(holders), 2)
    ]


def recover(share: Share, first_private: bytes, second_private: bytes) -> bytes:
    """The circle's private key, from a share and both holders' private keys.

    Raises Sealed when either key is another's, when the two are in the wrong order, or
    when the share was changed; Tampered for an unknown suite; InvalidValue (no key).
    """
    return finish(share, halve(share, first_private), second_private)


def halve(share: Share, first_private: bytes) -> bytes:
    """The share with the first holder's layer taken off: still sealed to the second.

    So the two need not be in one room. Raises as `recover`.
    """
    context = _context(b"outer", share.circle, share.first, share.second)
    return primitives.opener(first_private, "recovery share")(share.blob, context)


def finish(share: Share, half: bytes, second_private: bytes) -> bytes:
    """The circle's private key, from what `halve` gave. Raises as `recover`."""
    context = _context(b"inner", share.circle, share.first, share.second)
    private = primitives.opener(second_private, "recovery share")(half, context)
    return primitives.key_inside(private, "recovery share")


def _share(
    private: bytes, circle: UUID, holders: Mapping[UUID, bytes], pair: tuple[UUID, UUID]
) -> Share:
    first, second = pair
    inner = primitives.sealer(holders[second])(private, _context(b"inner", circle, *pair))
    outer = primitives.sealer(holders[first])(inner, _context(b"outer", circle, *pair))
    return Share(circle, first, second, outer)


def _context(layer: bytes, circle: UUID, first: UUID, second: UUID) -> bytes:
    return b"hearth/recovery/1/" + layer + b"\0" + circle.bytes + first.bytes + second.bytes


def to_sheet(private: bytes) -> str:
    """A 32-byte private key as text to print: `H1` and 14 groups of five letters.

    The last letter of each group checks the group and its place; the last group checks
    the whole. Raises InvalidValue (key length).
    """
    primitives.require_key(private, "private key")
    number = int.from_bytes(private, "big") << 20 | _check_of(private)
    # 256 bits and 20 make 276, so that the first group carries 16 bits and the rest 20.
    places = range(_GROUPS)
    values = [number >> 20 * (_GROUPS - 1 - place) & 0xFFFFF for place in places]
    return "-".join([_SHEET, *map(_group, values, places)])


def from_sheet(text: str) -> bytes:
    """The private key on a sheet, as somebody typed it.

    Small letters, other spaces and dashes, and I, L or O for 1, 1 and 0 are understood.
    Raises BadInput that names the group to look at, and never what is written in it.
    """
    number = 0
    for place, group in enumerate(_groups_in(text)):
        number = number << 20 | _value(group, place)
    private_number = number >> 20
    if private_number >> 8 * primitives.KEY_BYTES:
        raise BadInput("group 1 of the sheet cannot be right; compare it with the paper")
    private = private_number.to_bytes(primitives.KEY_BYTES, "big")
    if number & 0xFFFFF != _check_of(private):
        raise BadInput("each group of the sheet is sound, but they are not of one sheet")
    return private


def _groups_in(text: str) -> list[str]:
    typed = [part for part in _BETWEEN.split(text.upper().translate(_MISREAD)) if part]
    joined = "".join(typed)
    if not joined.startswith(_SHEET):
        raise BadInput(f"a recovery sheet begins with {_SHEET}")
    if typed[0] == _SHEET and len(typed) == 1 + _GROUPS:
        return typed[1:]
    letters = joined[len(_SHEET) :]
    if len(letters) != _GROUPS * _GROUP:
        raise BadInput(
            f"a recovery sheet has {_GROUPS} groups of {_GROUP} letters after {_SHEET}, "
            f"{_GROUPS * _GROUP} in all; this one has {len(letters)}"
        )
    return [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]


def _group(value: int, place: int) -> str:
    digits = [value >> 5 * (3 - i) & 31 for i in range(4)]
    return "".join(_LETTERS[digit] for digit in [*digits, _check_digit(digits, place)])


def _value(group: str, place: int) -> int:
    digits = [_LETTERS.find(letter) for letter in group]
    if len(digits) != _GROUP or -1 in digits or _check_digit(digits[:4], place) != digits[4]:
        raise BadInput(f"group {place + 1} of the sheet is mistyped; compare it with the paper")
    return digits[0] << 15 | digits[1] << 10 | digits[2] << 5 | digits[3]


def _check_digit(digits: list[int], place: int) -> int:
    """A check over the field of 32 elements (x^5 + x^2 + 1).

    Every digit has another factor, none of them 0 or 1, and the place is added: so one
    wrong letter, two neighbours swapped, or a group in another's place always show.
    """
    check = 0
    for digit in digits:
        check = (check ^ digit) << 1
        check ^= 0b100101 if check & 32 else 0
    return check ^ place


def _check_of(private: bytes) -> int:
    return int.from_bytes(primitives.digest(b"hearth/sheet/1", private)[:3], "big") & 0xFFFFF
