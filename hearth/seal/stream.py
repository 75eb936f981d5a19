"""A long secret, closed piece by piece to one public key: what a backup is.

A new key closes every piece (suite 0x01, AES-256-GCM); the key itself is sealed (suite 0x11, HPKE)
to whoever keeps the private half, which can lie in a drawer. Each piece is bound to what stands in
clear at the top, to its number, and to whether it is the last: so pieces that were changed, left
out, put in another order, taken from another file or cut off at the end do not open.

    b"hearth stream 1\\n", length (4) and JSON in clear, length (4) and sealed key,
    then for each piece its length (4) and the piece

Source of the construction: STREAM, Hoang, Reyhanitabar, Rogaway and Vizar (2015); here with random
nonces, since a piece is bound by what it is authenticated with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from hearth.core.errors import Tampered
from hearth.seal import primitives

PIECE: Final = 1 << 20  # bytes of content in one piece
LONGEST: Final = PIECE + 1024  # bytes of anything in the file that has a length before it
MAGIC: Final = b"hearth stream 1\n"

_NOT_ONE = "this file is no backup of Hearth"


class Writer:
    """Closes what it is given to `to`, into `out`. `key` opens it again, until it is forgotten."""

    def __init__(self, out: BinaryIO, to: bytes, clear: Mapping[str, str]) -> None:
        self.key = primitives.random_bytes(primitives.KEY_BYTES)
        self._out, self._number, self._rest = out, 0, bytearray()
        head = MAGIC + _framed(json.dumps(dict(clear), sort_keys=True).encode())
        sealed = primitives.sealer(to)(self.key, head)
        self._context = primitives.sha256(head + sealed)
        out.write(head + _framed(sealed))

    def write(self, content: bytes) -> None:
        """Add to it. Memory: one piece."""
        self._rest += content
        while len(self._rest) > PIECE:
            self._close_piece(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]

    def finish(self) -> None:
        """The last piece. A file without it does not open to its end."""
        self._close_piece(bytes(self._rest), last=True)
        self._rest.clear()

    def _close_piece(self, content: bytes, *, last: bool) -> None:
        context = _place(self._context, self._number, last=last)
        self._out.write(_framed(primitives.seal_with(self.key, content, context)))
        self._number += 1


@dataclass(frozen=True, slots=True)
class Closed:
    """The top of a file: what stands in clear, and the sealed key."""

    clear: Mapping[str, str]
    sealed: bytes = field(repr=False)
    head: bytes = field(repr=False)

    def key(self, private: bytes) -> bytes:
        """The key of this file. Raises Sealed for another private key, or a changed top."""
        content = primitives.opener(private, "backup")(self.sealed, self.head)
        return primitives.key_inside(content, "backup")


def top(source: BinaryIO) -> Closed:
    """Read the top of a file. Raises Tampered for what is none of these files."""
    if source.read(len(MAGIC)) != MAGIC:
        raise Tampered(_NOT_ONE)
    said = _unframed(source)
    try:
        clear = {str(name): str(word) for name, word in json.loads(said).items()}
    except (ValueError, AttributeError):
        raise Tampered(_NOT_ONE) from None
    return Closed(clear, _unframed(source), MAGIC + _framed(said))


def pieces(source: BinaryIO, closed: Closed, key: bytes) -> Iterator[bytes]:
    """What is inside, piece by piece, after `top` was read.

    Raises Sealed for another key; Tampered where a piece was changed, moved or left out, or
    where the file ends early or goes on after its last piece. What came before is sound then,
    and not the whole.
    """
    context, number, last = primitives.sha256(closed.head + closed.sealed), 0, False
    blob = _unframed(source)
    while not last:
        ahead = source.read(4)
        last = not ahead
        place = _place(context, number, last=last)
        yield primitives.open_with(key, blob, place, "piece of the backup")
        if not last:
            blob = _exactly(source, int.from_bytes(ahead, "big"))
        number += 1


def _place(context: bytes, number: int, *, last: bool) -> bytes:
    return b"hearth/stream/1\0" + context + number.to_bytes(8, "big") + bytes((last,))


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def _unframed(source: BinaryIO) -> bytes:
    return _exactly(source, int.from_bytes(source.read(4), "big"))


def _exactly(source: BinaryIO, length: int) -> bytes:
    if not 0 < length <= LONGEST:
        raise Tampered(f"{_NOT_ONE}, or it was damaged")
    content = source.read(length)
    if len(content) < length:
        raise Tampered("this backup was cut short")
    return content
