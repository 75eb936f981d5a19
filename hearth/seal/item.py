"""One fact, closed under its own key and bound to the place where it belongs.

The database keeps the body; nobody can read it without the key, and keys are handed
out by `grant`. The place is authenticated with the body, so a body that is moved to
another item, person, compartment, kind or version does not open.

Every version of an item should have a new key. Then whoever writes a version needs
only the public keys of its readers, and a reader whose grant was taken away holds no
key to what is written afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hearth.core.errors import InvalidValue, Tampered
from hearth.seal import primitives

SMALLEST = 64  # bytes; shorter facts are padded to this
LARGEST = 1 << 26  # bytes (64 MiB), padding and the length included

_LENGTH_BYTES = 4
_WORD = 64


@dataclass(frozen=True, slots=True)
class Where:
    """The place of one sealed fact; part of what its seal protects.

    `compartment` and `kind` are words of the service ("identity", "name"), 1 to 64
    printable ASCII characters, never the fact itself: they are stored in clear.
    `version` counts from 0. Raises InvalidValue.
    """

    item: UUID
    subject: UUID
    compartment: str
    kind: str
    version: int

    def __post_init__(self) -> None:
        _require_word(self.compartment, "compartment")
        _require_word(self.kind, "kind")
        if not 0 <= self.version < 1 << 63:
            raise InvalidValue(f"the version of an item counts from 0, got {self.version}")

    def canonical(self) -> bytes:
        """The place as bytes; two different places never give the same bytes."""
        compartment, kind = self.compartment.encode("ascii"), self.kind.encode("ascii")
        return b"".join(
            (
                b"hearth/where/1\0",
                self.item.bytes,
                self.subject.bytes,
                self.version.to_bytes(8, "big"),
                bytes((len(compartment),)),
                compartment,
                bytes((len(kind),)),
                kind,
            )
        )


def _require_word(word: str, what: str) -> None:
    if not (0 < len(word) <= _WORD and word.isascii() and word.isprintable()):
        raise InvalidValue(f"the {what} of an item is 1 to {_WORD} printable ASCII characters")


def new_key() -> bytes:
    """A new 32-byte key for one version of one item."""
    return primitives.random_bytes(primitives.KEY_BYTES)


def close(fact: bytes, key: bytes, where: Where) -> bytes:
    """The fact as a body that only `key` opens, and only at `where`.

    Bodies come in a few lengths (45 bytes more than a power of two, from 64 on), so
    that a length says little: 0 to 60 bytes all give 109. A fact may have up to
    64 MiB less 4 bytes. Raises InvalidValue (too long, wrong key length).
    """
    return primitives.seal_with(key, _padded(fact), where.canonical())


def open_body(body: bytes, key: bytes, where: Where) -> bytes:
    """The fact inside a body.

    Raises
    ------
    Sealed
        This key is not the one the body was closed with.
    Tampered
        The key is right, and the body was changed or stands in another place than the
        one it was closed for; or it names an unknown suite.
    InvalidValue
        The key is not 32 bytes long.
    """
    return _unpadded(primitives.open_with(key, body, where.canonical(), "sealed item"))


def commitment(body: bytes) -> str:
    """What the log binds: a hash (46 characters) of a body, a grant or a public key.

    It is taken of the ciphertext, so it says nothing about the fact. Raises nothing.
    """
    return primitives.hash_text(body)


def _padded(fact: bytes) -> bytes:
    length = _LENGTH_BYTES + len(fact)
    if length > LARGEST:
        raise InvalidValue(
            f"a sealed item holds at most {LARGEST - _LENGTH_BYTES:,} bytes, got {len(fact):,}"
        )
    room = max(SMALLEST, 1 << (length - 1).bit_length())
    return len(fact).to_bytes(_LENGTH_BYTES, "big") + fact + bytes(room - length)


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if length > len(padded) - _LENGTH_BYTES:
        raise Tampered("this sealed item says that it is longer than it is")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
