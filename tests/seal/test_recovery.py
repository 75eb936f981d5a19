"""One holder alone opens nothing; any two do."""

from itertools import combinations, permutations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import BadInput, HearthError, InvalidValue, Sealed
from hearth.seal import primitives, principal, recovery
from hearth.seal.principal import KeyPair

CIRCLE = uuid4()
SECRET = principal.new_pair().private
keys = st.binary(min_size=32, max_size=32)


def some_holders(count: int) -> dict[UUID, KeyPair]:
    return {uuid4(): principal.new_pair() for _ in range(count)}


def public(holders: dict[UUID, KeyPair]) -> dict[UUID, bytes]:
    return {who: pair.public for who, pair in holders.items()}


@pytest.mark.parametrize("count", [3, 4, 5])
def test_any_two_holders_open_the_circle(count: int) -> None:
    holders = some_holders(count)

    made = recovery.shares(SECRET, CIRCLE, public(holders))

    assert {frozenset((s.first, s.second)) for s in made} == {
        frozenset(pair) for pair in combinations(holders, 2)
    }
    assert len(made) == count * (count - 1) // 2
    for share in made:
        first, second = holders[share.first].private, holders[share.second].private
        assert recovery.recover(share, first, second) == SECRET


def test_one_holder_alone_opens_nothing() -> None:
    holders = some_holders(4)

    for share in recovery.shares(SECRET, CIRCLE, public(holders)):
        for pair in holders.values():
            with pytest.raises(Sealed):
                recovery.recover(share, pair.private, pair.private)
            with pytest.raises(Sealed):
                recovery.finish(share, share.blob, pair.private)


def test_half_of_a_share_does_not_hold_the_key() -> None:
    holders = some_holders(3)
    share = recovery.shares(SECRET, CIRCLE, public(holders))[0]

    half = recovery.halve(share, holders[share.first].private)

    assert SECRET not in half
    assert recovery.finish(share, half, holders[share.second].private) == SECRET


def test_two_holders_do_not_open_the_share_of_another_pair() -> None:
    holders = some_holders(3)

    for share in recovery.shares(SECRET, CIRCLE, public(holders)):
        for first, second in permutations(holders, 2):
            if (first, second) != (share.first, share.second):
                with pytest.raises(Sealed):
                    recovery.recover(share, holders[first].private, holders[second].private)


def test_a_share_of_one_circle_is_not_taken_for_another() -> None:
    holders = some_holders(3)
    share = recovery.shares(SECRET, CIRCLE, public(holders))[0]
    moved = recovery.Share(uuid4(), share.first, share.second, share.blob)

    with pytest.raises(Sealed):
        recovery.recover(moved, holders[share.first].private, holders[share.second].private)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_holders_are_refused(count: int) -> None:
    with pytest.raises(InvalidValue, match=f"3 holders or more, got {count}"):
        recovery.shares(SECRET, CIRCLE, public(some_holders(count)))


def test_one_person_cannot_be_two_holders() -> None:
    holders = public(some_holders(3))
    one = next(iter(holders.values()))

    with pytest.raises(InvalidValue, match="same key"):
        recovery.shares(SECRET, CIRCLE, {**holders, uuid4(): one})


@given(private=keys)
def test_a_sheet_can_be_typed_back_in(private: bytes) -> None:
    sheet = recovery.to_sheet(private)

    assert recovery.from_sheet(sheet) == private
    assert [len(part) for part in sheet.split("-")] == [2] + [5] * 14


@given(private=keys)
def test_a_sheet_may_be_typed_as_people_type(private: bytes) -> None:
    sheet = recovery.to_sheet(private)

    for typed in (
        sheet.lower(),
        sheet.replace("-", " "),
        sheet.replace("-", ""),
        sheet.replace("-", " – ") + "\n",
        sheet.replace("1", "l").replace("0", "o"),
    ):
        assert recovery.from_sheet(typed) == private


@given(private=keys, group=st.integers(1, 14), place=st.integers(0, 4), letter=st.data())
def test_one_wrong_letter_is_found_and_its_group_named(
    private: bytes, group: int, place: int, letter: st.DataObject
) -> None:
    parts = recovery.to_sheet(private).split("-")
    right = parts[group]
    wrong = letter.draw(
        st.sampled_from([c for c in recovery._LETTERS + "U!é" if c != right[place]])
    )
    parts[group] = right[:place] + wrong + right[place + 1 :]

    with pytest.raises(BadInput, match=f"^group {group} of the sheet is mistyped"):
        recovery.from_sheet("-".join(parts))


@given(private=keys, group=st.integers(1, 14), place=st.integers(0, 3))
def test_two_neighbours_swapped_are_found_and_their_group_named(
    private: bytes, group: int, place: int
) -> None:
    parts = recovery.to_sheet(private).split("-")
    right = parts[group]
    parts[group] = right[:place] + right[place + 1] + right[place] + right[place + 2 :]

    if parts[group] != right:
        with pytest.raises(BadInput, match=f"^group {group} of the sheet is mistyped"):
            recovery.from_sheet("-".join(parts))


@given(private=keys, groups=st.sets(st.integers(1, 14), min_size=2, max_size=2))
def test_groups_in_each_others_place_are_found(private: bytes, groups: set[int]) -> None:
    parts = recovery.to_sheet(private).split("-")
    first, second = sorted(groups)
    parts[first], parts[second] = parts[second], parts[first]

    with pytest.raises(BadInput, match=f"^group {first} of the sheet is mistyped"):
        recovery.from_sheet("-".join(parts))


def test_a_missing_letter_is_named_by_its_group() -> None:
    parts = recovery.to_sheet(SECRET).split("-")
    parts[9] = parts[9][:-1]

    with pytest.raises(BadInput, match="group 9 of the sheet is mistyped"):
        recovery.from_sheet("-".join(parts))


@pytest.mark.parametrize(("typed", "letters"), [(-1, 69), (-5, 65), (None, 70)])
def test_a_sheet_typed_without_groups_is_counted(typed: int | None, letters: int) -> None:
    sheet = recovery.to_sheet(SECRET).replace("-", "")[:typed]

    if letters == 70:
        assert recovery.from_sheet(sheet) == SECRET
    else:
        with pytest.raises(BadInput, match=f"70 in all; this one has {letters}"):
            recovery.from_sheet(sheet)


def test_groups_of_two_sheets_do_not_make_one() -> None:
    one, other = (recovery.to_sheet(principal.new_pair().private).split("-") for _ in range(2))

    with pytest.raises(BadInput, match="not of one sheet"):
        recovery.from_sheet("-".join(one[:8] + other[8:]))


def test_a_number_that_is_too_large_is_the_fault_of_the_first_group() -> None:
    parts = recovery.to_sheet(SECRET).split("-")
    parts[1] = recovery._group(0xFFFFF, 0)

    with pytest.raises(BadInput, match="group 1 of the sheet cannot be right"):
        recovery.from_sheet("-".join(parts))


@given(text=st.text(max_size=90))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    for typed in (text, f"H1-{text}"):
        with pytest.raises(HearthError, match="sheet"):
            recovery.from_sheet(typed)


def test_a_forged_share_is_found() -> None:
    holders = some_holders(3)
    made = recovery.shares(SECRET, CIRCLE, public(holders))[0]
    ids = made.circle.bytes + made.first.bytes + made.second.bytes
    second = holders[made.second]
    forged = primitives.sealer(second.public)(b"no key", b"hearth/recovery/1/inner\0" + ids)

    with pytest.raises(HearthError, match="not a key"):
        recovery.finish(made, forged, second.private)
