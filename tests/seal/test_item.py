"""One fact opens with its own key, in its own place, and nowhere else."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, Sealed, Tampered
from hearth.seal import item, primitives
from hearth.seal.item import Where

words = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)
places = st.builds(Where, st.uuids(), st.uuids(), words, words, st.integers(0, 2**63 - 1))
HERE = Where(UUID(int=1), UUID(int=2), "identity", "name", 1)


@given(fact=st.binary(max_size=3000), where=places)
def test_a_fact_comes_back_whole(fact: bytes, where: Where) -> None:
    key = item.new_key()

    assert item.open_body(item.close(fact, key, where), key, where) == fact


def test_any_flipped_bit_fails() -> None:
    key = item.new_key()
    body = item.close(b"Rosehill Cottage", key, HERE)

    for bit in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Sealed, Tampered)):
            item.open_body(bytes(flipped), key, HERE)


@given(written=places, read=places)
def test_a_body_opens_in_no_other_place(written: Where, read: Where) -> None:
    key = item.new_key()
    body = item.close(b"fact", key, written)

    if written != read:
        with pytest.raises(Tampered, match="moved to another place"):
            item.open_body(body, key, read)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, item=uuid4()),
        replace(HERE, subject=uuid4()),
        replace(HERE, compartment="identitz"),
        replace(HERE, kind="fame"),
        replace(HERE, version=0),
    ],
)
def test_each_part_of_the_place_counts(elsewhere: Where) -> None:
    key = item.new_key()

    with pytest.raises(Tampered):
        item.open_body(item.close(b"fact", key, HERE), key, elsewhere)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("health", "x"), ("heal", "thx")),
        # Here a letter can be read as a length: "(" is 40 and "!" is 33.
        (("a", "xxxxxx!" + "y" * 33), ("a(xxxxxx", "y" * 33)),
    ],
)
def test_letters_cannot_be_moved_from_the_compartment_to_the_kind(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    places = [replace(HERE, compartment=word, kind=kind) for word, kind in (one, other)]

    assert places[0].canonical() != places[1].canonical()


def test_another_key_is_told_apart_from_a_changed_body() -> None:
    body = item.close(b"fact", item.new_key(), HERE)

    with pytest.raises(Sealed, match="not the key of this sealed item"):
        item.open_body(body, item.new_key(), HERE)


@given(first=st.integers(0, 60), second=st.integers(0, 60))
def test_short_facts_all_have_one_length(first: int, second: int) -> None:
    key = item.new_key()

    assert len(item.close(bytes(first), key, HERE)) == len(item.close(bytes(second), key, HERE))


@given(length=st.integers(0, 5000))
def test_a_body_is_45_bytes_more_than_a_power_of_two(length: int) -> None:
    room = len(item.close(bytes(length), item.new_key(), HERE)) - 45

    assert room >= 64
    assert room & (room - 1) == 0
    assert length + 4 <= room
    assert room == 64 or room < 2 * (length + 4)


def test_a_fact_that_is_too_long_is_refused_and_the_longest_is_not() -> None:
    longest = bytes(item.LARGEST - 4)

    assert len(item.close(longest, item.new_key(), HERE)) == item.LARGEST + 45
    with pytest.raises(InvalidValue, match="at most"):
        item.close(longest + b"x", item.new_key(), HERE)


def test_a_body_that_lies_about_its_length_is_found() -> None:
    key = item.new_key()
    lying = primitives.seal_with(key, b"\xff" * 64, HERE.canonical())

    with pytest.raises(Tampered, match="longer than it is"):
        item.open_body(lying, key, HERE)


@pytest.mark.parametrize("word", ["", "x" * 65, "Müller", "two\nlines"])
def test_compartment_and_kind_are_short_plain_words(word: str) -> None:
    with pytest.raises(InvalidValue, match="compartment"):
        replace(HERE, compartment=word)
    with pytest.raises(InvalidValue, match="kind"):
        replace(HERE, kind=word)


@pytest.mark.parametrize("version", [-1, 2**63])
def test_versions_count_from_0(version: int) -> None:
    with pytest.raises(InvalidValue, match="version"):
        replace(HERE, version=version)


def test_keys_are_never_the_same_twice() -> None:
    assert len({item.new_key() for _ in range(100)}) == 100
