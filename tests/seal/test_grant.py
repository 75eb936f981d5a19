"""A grant opens for its grantee, at its place, and for nobody else."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, Sealed, Tampered
from hearth.seal import grant, item, primitives, principal
from hearth.seal.item import Where

OFFICE = principal.new_pair()
OFFICE_ID = UUID(int=7)


def a_place() -> Where:
    return Where(uuid4(), uuid4(), "identity", "name", 1)


@given(key=st.binary(min_size=32, max_size=32), item_id=st.uuids(), version=st.integers(0, 99))
def test_the_grantee_gets_the_key_back(key: bytes, item_id: UUID, version: int) -> None:
    where = Where(item_id, uuid4(), "place", "address", version)
    wrapped = grant.wrap(key, OFFICE.public, where, OFFICE_ID)

    assert grant.unwrap(wrapped, OFFICE.private, where, OFFICE_ID) == key


def test_a_key_that_was_read_once_opens_grant_after_grant_and_refuses_those_of_others() -> None:
    places, key = [a_place(), a_place()], item.new_key()
    mine = [grant.wrap(key, OFFICE.public, where, OFFICE_ID) for where in places]
    theirs = grant.wrap(key, principal.new_pair().public, places[0], OFFICE_ID)
    unwrap = grant.unwrapper(OFFICE.private)

    for where, wrapped in zip(places, mine, strict=True):
        assert unwrap(wrapped, where, OFFICE_ID) == key
        with pytest.raises(Sealed):
            unwrap(theirs, where, OFFICE_ID)
        with pytest.raises(Sealed):
            unwrap(wrapped, where, uuid4())


def test_any_flipped_bit_fails() -> None:
    where = a_place()
    wrapped = grant.wrap(item.new_key(), OFFICE.public, where, OFFICE_ID)

    for bit in range(len(wrapped) * 8):
        flipped = bytearray(wrapped)
        flipped[bit // 8] ^= 1 << bit % 8
        # The top bit of an X25519 point is ignored when it is multiplied (RFC 7748, 5),
        # but HPKE hashes the point as it was sent, so this bit counts as well.
        with pytest.raises((Sealed, Tampered)):
            grant.unwrap(bytes(flipped), OFFICE.private, where, OFFICE_ID)


def test_a_grant_moved_to_another_place_does_not_open() -> None:
    wrapped = grant.wrap(item.new_key(), OFFICE.public, a_place(), OFFICE_ID)

    with pytest.raises(Sealed, match="another place"):
        grant.unwrap(wrapped, OFFICE.private, a_place(), OFFICE_ID)


def test_a_grant_under_another_name_does_not_open_even_with_the_right_key() -> None:
    where = a_place()
    wrapped = grant.wrap(item.new_key(), OFFICE.public, where, OFFICE_ID)

    with pytest.raises(Sealed, match="another reader"):
        grant.unwrap(wrapped, OFFICE.private, where, uuid4())


def test_a_grant_does_not_open_with_somebody_elses_key() -> None:
    where = a_place()
    wrapped = grant.wrap(item.new_key(), OFFICE.public, where, OFFICE_ID)

    with pytest.raises(Sealed, match="another reader"):
        grant.unwrap(wrapped, principal.new_pair().private, where, OFFICE_ID)


def test_many_grants_keep_their_order() -> None:
    pairs = [(item.new_key(), a_place()) for _ in range(20)]

    wrapped = grant.wrap_many(pairs, OFFICE.public, OFFICE_ID)
    back = grant.unwrap_many(
        zip(wrapped, (where for _, where in pairs), strict=True), OFFICE.private, OFFICE_ID
    )

    assert back == [key for key, _ in pairs]
    assert {len(one) for one in wrapped} == {81}


def test_what_is_not_a_key_is_not_granted() -> None:
    with pytest.raises(InvalidValue, match="32 bytes"):
        grant.wrap(b"short", OFFICE.public, a_place(), OFFICE_ID)


def test_a_forged_grant_of_something_else_is_found() -> None:
    where = a_place()
    context = b"hearth/grant/1\0" + OFFICE_ID.bytes + where.canonical()
    forged = primitives.sealer(OFFICE.public)(b"not a key", context)

    with pytest.raises(Tampered, match="not a key"):
        grant.unwrap(forged, OFFICE.private, where, OFFICE_ID)
