"""People and circles: locks, membership, rotation."""

import unicodedata
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, Sealed, Tampered
from hearth.seal import grant, item, primitives, principal
from hearth.seal.item import Where
from hearth.seal.principal import Cost

CHEAP = Cost(memory_kib=8, passes=1)
PAIR = principal.new_pair()
OFFICE, MEMBER = UUID(int=7), UUID(int=8)


@settings(deadline=None)
@given(
    secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    other=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
)
def test_only_the_right_secret_unlocks(secret: str, other: str) -> None:
    locked = principal.lock(PAIR.private, secret, cost=CHEAP)

    assert principal.unlock(locked, secret) == PAIR.private
    same = unicodedata.normalize("NFKC", secret)
    if unicodedata.normalize("NFKC", other) != same:
        with pytest.raises(Sealed, match="not the key of this locked key"):
            principal.unlock(locked, other)


def test_a_password_is_the_same_on_every_keyboard() -> None:
    composed, combining = "caf\u00e9 au lait", "cafe\u0301 au lait"

    assert principal.unlock(principal.lock(PAIR.private, composed, cost=CHEAP), combining)


@pytest.mark.parametrize("secret", ["", "x" * 1025, "\ud800"])
def test_an_odd_password_is_refused_before_any_work(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = principal.lock(PAIR.private, "right", cost=CHEAP)

    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("the secret was hashed")

    monkeypatch.setattr(primitives, "stretch", never)

    with pytest.raises(InvalidValue, match="password"):
        principal.lock(PAIR.private, secret, cost=CHEAP)
    with pytest.raises(InvalidValue, match="password"):
        principal.unlock(locked, secret)


def test_a_password_of_1024_characters_is_taken() -> None:
    assert principal.unlock(principal.lock(PAIR.private, "x" * 1024, cost=CHEAP), "x" * 1024)


def test_the_cost_is_read_from_the_lock_and_dear_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[int, int, int]] = []

    def noted(_: bytes, __: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
        asked.append((memory_kib, passes, lanes))
        return bytes(32)

    monkeypatch.setattr(primitives, "stretch", noted)

    principal.unlock(principal.lock(PAIR.private, "s"), "s")
    principal.unlock(principal.lock(PAIR.private, "s", cost=Cost(1024, 2, 4)), "s")

    assert asked == [(65_536, 3, 1)] * 2 + [(1024, 2, 4)] * 2


def test_any_flipped_bit_of_a_lock_fails() -> None:
    locked = principal.lock(PAIR.private, "right", cost=CHEAP)
    memory_bits = range(8, 40)  # tried below: a larger memory would make this test slow

    for bit in set(range(len(locked) * 8)) - set(memory_bits):
        flipped = bytearray(locked)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Sealed, Tampered)):
            principal.unlock(bytes(flipped), "right")


@pytest.mark.parametrize("memory_kib", [0, 7, 2**20 + 1, 2**32 - 1])
def test_a_lock_that_asks_for_an_absurd_cost_is_refused_unworked(memory_kib: int) -> None:
    locked = principal.lock(PAIR.private, "right", cost=CHEAP)
    absurd = locked[:1] + memory_kib.to_bytes(4, "big") + locked[5:]

    with pytest.raises(Tampered, match="a cost that Hearth never sets"):
        principal.unlock(absurd, "right")


def test_a_lock_whose_cost_was_changed_does_not_open() -> None:
    locked = principal.lock(PAIR.private, "right", cost=CHEAP)

    with pytest.raises(Sealed):
        principal.unlock(locked[:1] + (16).to_bytes(4, "big") + locked[5:], "right")


def test_a_lock_cut_short_is_an_error_of_ours() -> None:
    locked = principal.lock(PAIR.private, "right", cost=CHEAP)

    for length in range(len(locked)):
        with pytest.raises((Sealed, Tampered)):
            principal.unlock(locked[:length], "right")


@pytest.mark.parametrize("cost", [(7, 1, 1), (8, 0, 1), (8, 17, 1), (8, 1, 0), (8, 1, 2)])
def test_costs_out_of_range_cannot_be_made(cost: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidValue, match="cost of a lock"):
        Cost(*cost)


def test_a_member_enters_the_circle_and_nobody_else_does() -> None:
    circle, member, stranger = (principal.new_pair() for _ in range(3))
    sealed = principal.admit(circle.private, member.public, OFFICE, MEMBER)

    assert principal.enter(sealed, member.private, OFFICE, MEMBER) == circle.private
    for private, circle_id, member_id in [
        (stranger.private, OFFICE, MEMBER),
        (member.private, uuid4(), MEMBER),
        (member.private, OFFICE, uuid4()),
    ]:
        with pytest.raises(Sealed, match="circle key"):
            principal.enter(sealed, private, circle_id, member_id)


def test_a_membership_is_not_a_grant() -> None:
    where = Where(OFFICE, MEMBER, "identity", "name", 1)
    circle, member = principal.new_pair(), principal.new_pair()
    sealed = principal.admit(circle.private, member.public, OFFICE, MEMBER)

    with pytest.raises(Sealed):
        grant.unwrap(sealed, member.private, where, MEMBER)


def test_a_forged_membership_is_found() -> None:
    member = principal.new_pair()
    context = b"hearth/circle/1\0" + OFFICE.bytes + MEMBER.bytes
    forged = primitives.sealer(member.public)(b"no key", context)

    with pytest.raises(Tampered, match="not a key"):
        principal.enter(forged, member.private, OFFICE, MEMBER)


def test_after_a_rotation_the_new_key_opens_and_the_old_one_does_not() -> None:
    old, new = principal.new_pair(), principal.new_pair()
    pairs = [(item.new_key(), Where(uuid4(), uuid4(), "identity", "name", 1)) for _ in range(5)]
    places = [where for _, where in pairs]
    before = grant.wrap_many(pairs, old.public, OFFICE)

    after = principal.rewrap_many(zip(before, places, strict=True), old.private, new.public, OFFICE)

    for wrapped, (key, where) in zip(after, pairs, strict=True):
        assert grant.unwrap(wrapped, new.private, where, OFFICE) == key
        with pytest.raises(Sealed):
            grant.unwrap(wrapped, old.private, where, OFFICE)


def test_one_grant_can_be_handed_on_to_another_grantee() -> None:
    where, key = Where(uuid4(), uuid4(), "place", "address", 3), item.new_key()
    old, new = principal.new_pair(), principal.new_pair()
    wrapped = grant.wrap(key, old.public, where, OFFICE)

    handed_on = principal.rewrap(wrapped, old.private, OFFICE, new.public, MEMBER, where)

    assert grant.unwrap(handed_on, new.private, where, MEMBER) == key


def test_a_pair_fits_together() -> None:
    assert principal.public_of(PAIR.private) == PAIR.public
