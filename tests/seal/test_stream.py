"""A backup opens whole with its key, or it says what is wrong with it."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import Sealed, Tampered
from hearth.seal import primitives, stream
from hearth.seal.principal import new_pair

KEEPER = new_pair()
CLEAR = {"made_at": "2031-05-04"}


def closed(content: bytes) -> bytes:
    out = io.BytesIO()
    writer = stream.Writer(out, KEEPER.public, CLEAR)
    for at in range(0, len(content), 700_001):
        writer.write(content[at : at + 700_001])
    writer.finish()
    return out.getvalue()


def opened(file: bytes, private: bytes = KEEPER.private) -> bytes:
    source = io.BytesIO(file)
    top = stream.top(source)
    return b"".join(stream.pieces(source, top, top.key(private)))


LONG = primitives.random_bytes(2 * stream.PIECE + 5)
FILE = closed(LONG)


@pytest.mark.parametrize("length", [0, 1, stream.PIECE, stream.PIECE + 1, 3 * stream.PIECE])
def test_what_was_closed_opens_whole(length: int) -> None:
    assert opened(closed(bytes(length))) == bytes(length)


def test_what_stands_in_clear_can_be_read_without_the_key() -> None:
    assert stream.top(io.BytesIO(FILE)).clear == CLEAR


def test_nobody_else_opens_it() -> None:
    with pytest.raises(Sealed):
        opened(FILE, new_pair().private)


def test_each_part_names_how_it_was_closed() -> None:
    source = io.BytesIO(FILE)

    top = stream.top(source)
    piece = source.read(5)

    assert top.sealed[0] == primitives.HPKE_X25519
    assert piece[4] == primitives.AES_256_GCM


@settings(max_examples=60)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(at: int, by: int) -> None:
    changed = bytearray(FILE)
    changed[at] ^= by

    with pytest.raises((Tampered, Sealed)):
        opened(bytes(changed))


@settings(max_examples=40)
@given(st.integers(0, len(FILE) - 1))
def test_a_file_that_ends_early_is_noticed(length: int) -> None:
    with pytest.raises((Tampered, Sealed)):
        opened(FILE[:length])


def test_a_file_that_ends_after_a_whole_piece_is_noticed() -> None:
    source = io.BytesIO(FILE)
    stream.top(source)
    source.read(int.from_bytes(source.read(4), "big"))

    with pytest.raises(Tampered):
        opened(FILE[: source.tell()])


def test_a_file_that_goes_on_after_its_end_is_noticed() -> None:
    with pytest.raises(Tampered):
        opened(FILE + b"\0\0\0\1\0")


def test_pieces_in_another_order_are_noticed() -> None:
    source = io.BytesIO(FILE)
    stream.top(source)
    begins, pieces = source.tell(), []
    while head := source.read(4):
        pieces.append(head + source.read(int.from_bytes(head, "big")))

    with pytest.raises(Tampered):
        opened(FILE[:begins] + pieces[1] + pieces[0] + pieces[2])
