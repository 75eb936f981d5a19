"""Those who can hold a grant: a person with an account, or a circle of people.

Each has a key pair. A person's private key is locked under their password (or another
secret); a circle's private key is sealed to each of its members. So a newcomer to a
circle costs one seal, not one per record, and a leaver costs a rotation: a new pair,
the circle's grants rewrapped, the old private key shredded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from hearth.core.errors import InvalidValue, Tampered
from hearth.seal import primitives
from hearth.seal.grant import unwrap_many, wrap_many
from hearth.seal.item import Where

LONGEST_SECRET = 1024  # characters; refused before any work is done

_SALT_BYTES = 16
_HEADER_BYTES = 7  # suite 1, memory 4, passes 1, lanes 1


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A public and a private key, 32 bytes each. The private one is never shown."""

    public: bytes
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess at a secret is: memory in KiB, passes over it, lanes.

    The default is the second choice of RFC 9106 (64 MiB, 3 passes) with one lane, for
    machines where several people sign in at once. Limits: 8 KiB per lane to 1 GiB,
    1 to 16 passes, 1 to 16 lanes. Raises InvalidValue.
    """

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        memory_fits = 8 * self.lanes <= self.memory_kib <= 1 << 20
        if not (memory_fits and 1 <= self.passes <= 16 and 1 <= self.lanes <= 16):
            raise InvalidValue(
                "the cost of a lock is 8 KiB per lane to 1 GiB of memory, 1 to 16 passes and "
                f"1 to 16 lanes, got {self.memory_kib} KiB, {self.passes} and {self.lanes}"
            )


def new_pair() -> KeyPair:
    """A new key pair for a person or a circle."""
    private = primitives.new_private()
    return KeyPair(primitives.public_of(private), private)


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one; the check after unlock or recovery."""
    return primitives.public_of(private)


def lock(private: bytes, secret: str, *, cost: Cost | None = None) -> bytes:
    """A private key locked under a secret (100 bytes); the cost is stored inside.

    A secret is read the same however a keyboard composes its accents (Unicode NFKC).
    Raises InvalidValue for an empty or over-long secret or a key that is none. Takes
    about 0.1 to 0.3 s at the default cost; give a cheap `cost` in tests only.
    """
    primitives.require_key(private, "private key")
    chosen = cost or Cost()
    header = bytes((primitives.ARGON2ID,)) + chosen.memory_kib.to_bytes(4, "big")
    header += bytes((chosen.passes, chosen.lanes)) + primitives.random_bytes(_SALT_BYTES)
    key = _stretched(secret, header, chosen)
    return header + primitives.seal_with(key, private, header)


def unlock(locked: bytes, secret: str) -> bytes:
    """The private key inside a lock.

    Raises
    ------
    Sealed
        The secret is not the right one (or the salt was changed).
    Tampered
        An unknown suite, a cost outside the limits of `Cost`, or a changed lock.
    InvalidValue
        The secret is empty or has more than 1,024 characters.
    """
    primitives.strip_suite(locked, primitives.ARGON2ID, "locked key")
    header = locked[: _HEADER_BYTES + _SALT_BYTES]
    key = _stretched(secret, header, _cost_in(header))
    return primitives.open_with(key, locked[len(header) :], header, "locked key")


def _cost_in(header: bytes) -> Cost:
    if len(header) != _HEADER_BYTES + _SALT_BYTES:
        raise Tampered("this locked key was cut short")
    try:
        return Cost(int.from_bytes(header[1:5], "big"), header[5], header[6])
    except InvalidValue:
        raise Tampered("this locked key asks for a cost that Hearth never sets") from None


def _stretched(secret: str, header: bytes, cost: Cost) -> bytes:
    if not 0 < len(secret) <= LONGEST_SECRET:
        raise InvalidValue(f"a password has 1 to {LONGEST_SECRET:,} characters")
    try:
        plain = unicodedata.normalize("NFKC", secret).encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidValue("this password has a character that is not valid text") from None
    return primitives.stretch(
        plain,
        header[_HEADER_BYTES:],
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
    )


def close_for_self(private: bytes, content: bytes) -> bytes:
    """Something that only the holder of this private key opens again: the seed of a code."""
    return primitives.seal_with(_for_self(private), content, b"hearth/self/1")


def open_for_self(private: bytes, closed: bytes) -> bytes:
    """What `close_for_self` closed. Raises Sealed for another's key, Tampered where changed."""
    return primitives.open_with(_for_self(private), closed, b"hearth/self/1", "own secret")


def _for_self(private: bytes) -> bytes:
    primitives.require_key(private, "private key")
    return primitives.digest(b"hearth/self/1", private)


def admit(circle_private: bytes, member_public: bytes, circle: UUID, member: UUID) -> bytes:
    """The circle's private key sealed to one member (81 bytes). Raises InvalidValue."""
    primitives.require_key(circle_private, "private key")
    return primitives.sealer(member_public)(circle_private, _membership(circle, member))


def enter(sealed: bytes, member_private: bytes, circle: UUID, member: UUID) -> bytes:
    """The circle's private key, for a member.

    Raises Sealed for another key, circle or member, or a changed seal; Tampered for an
    unknown suite or no key inside; InvalidValue if `member_private` is no key.
    """
    unseal = primitives.opener(member_private, "circle key")
    return primitives.key_inside(unseal(sealed, _membership(circle, member)), "circle key")


def _membership(circle: UUID, member: UUID) -> bytes:
    return b"hearth/circle/1\0" + circle.bytes + member.bytes


def rewrap(
    wrapped: bytes,
    old_private: bytes,
    old_grantee: UUID,
    new_public: bytes,
    new_grantee: UUID,
    where: Where,
) -> bytes:
    """One grant handed on from an old key to a new one; the item itself is not touched.

    For a rotation the two grantees are the same circle. Raises as `unwrap` and `wrap`.
    """
    keys = unwrap_many([(wrapped, where)], old_private, old_grantee)
    return wrap_many([(keys[0], where)], new_public, new_grantee)[0]


def rewrap_many(
    grants: Iterable[tuple[bytes, Where]], old_private: bytes, new_public: bytes, circle: UUID
) -> list[bytes]:
    """All grants of a circle moved from its old key to its new one, in the same order.

    Raises as `rewrap`, at the first grant that does not open; nothing is half-done,
    since nothing is written here. See bench/seal.py for the rate.
    """
    kept = list(grants)
    keys = unwrap_many(kept, old_private, circle)
    places = (where for _, where in kept)
    return wrap_many(zip(keys, places, strict=True), new_public, circle)
