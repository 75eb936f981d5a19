"""The key of one item, sealed to one who may open it.

Grants are the permissions of fact: where there is no grant there is nothing to show,
whatever a page or a rule got wrong. A grant is bound to the item's place and to the
grantee's id, so it opens nowhere else and for nobody else.

A grant does not prove who made it: anyone who can write to the database can seal a key
of their own to a public key. That the grants (and public keys) are the ones Hearth
wrote is what the log shows; see `log`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from hearth.seal import primitives
from hearth.seal.item import Where


def wrap(key: bytes, to: bytes, where: Where, grantee: UUID) -> bytes:
    """A grant (81 bytes): the key of the item at `where`, sealed to `grantee`.

    `to` is the grantee's public key. Raises InvalidValue when either key is not one.
    """
    return wrap_many([(key, where)], to, grantee)[0]


def unwrap(wrapped: bytes, private: bytes, where: Where, grantee: UUID) -> bytes:
    """The item key inside a grant.

    Raises
    ------
    Sealed
        Another private key, another place, another grantee, or a changed grant.
    Tampered
        An unknown suite, or something inside that is no item key.
    InvalidValue
        `private` is not 32 bytes long.
    """
    return unwrapper(private)(wrapped, where, grantee)


def unwrapper(private: bytes) -> Callable[[bytes, Where, UUID], bytes]:
    """`unwrap` for one private key: make it once and call it often.

    Reading the key is two fifths of the cost of opening one grant.
    """
    unseal = primitives.opener(private, "grant")

    def unwrap(wrapped: bytes, where: Where, grantee: UUID) -> bytes:
        return primitives.key_inside(unseal(wrapped, _Context(grantee).at(where)), "grant")

    return unwrap


def wrap_many(keys: Iterable[tuple[bytes, Where]], to: bytes, grantee: UUID) -> list[bytes]:
    """One grant per (key, where), all to the same grantee, in the same order.

    The way to grant a whole import: see bench/seal.py for the rate. Raises as `wrap`.
    """
    seal, context = primitives.sealer(to), _Context(grantee)
    grants = []
    for key, where in keys:
        primitives.require_key(key, "sealing key")
        grants.append(seal(key, context.at(where)))
    return grants


def unwrap_many(
    grants: Iterable[tuple[bytes, Where]], private: bytes, grantee: UUID
) -> list[bytes]:
    """The item keys of (grant, where) pairs of one grantee, in the same order.

    Raises as `unwrap`, at the first grant that does not open.
    """
    unseal, context = primitives.opener(private, "grant"), _Context(grantee)
    return [
        primitives.key_inside(unseal(wrapped, context.at(where)), "grant")
        for wrapped, where in grants
    ]


class _Context:
    """What a grant is bound to: the grantee once, then each place."""

    __slots__ = ("_head",)

    def __init__(self, grantee: UUID) -> None:
        self._head = b"hearth/grant/1\0" + grantee.bytes

    def at(self, where: Where) -> bytes:
        return self._head + where.canonical()
