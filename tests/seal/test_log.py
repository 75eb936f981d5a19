"""Whatever is done to the log, or to what it binds, is found and named."""

import doctest
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, Tampered
from hearth.seal import log
from hearth.seal.item import commitment
from hearth.seal.log import Checkpoint, Entry, Kind, Note

AT = "2031-05-04T09:00:00+00:00"
SIGNER = log.new_signer()
ORIGIN = "hearth.example/log"
Bound = dict[str, str]
Tampering = Callable[[list[Entry], Bound, int], None]


def a_note(seq: Any, **said: Any) -> Note:
    ordinary = {"at": AT, "act": "item.put", "by": "7", "about": "19", "purpose": "intake"}
    return Note(**{"seq": seq, **ordinary, **said})


def a_hash(of: object) -> str:
    return commitment(repr(of).encode())


def relinked(entries: list[Entry], start: int = 0) -> list[Entry]:
    """The entries, numbered and chained again from `start` on, as a thief would."""
    kept = entries[:start]
    for entry in entries[start:]:
        previous = kept[-1].hash if kept else log.START
        kept.append(log.chain(previous, replace_note(entry, seq=len(kept) + 1)))
    return kept


def replace_note(entry: Entry, **said: Any) -> Note:
    names = ("seq", "at", "act", "by", "about", "purpose", "bindings", "count", "digest")
    return Note(**{**{name: getattr(entry, name) for name in names}, **said})


def a_log(size: int) -> tuple[list[Entry], Bound]:
    """A sound log and what is there: three items written, then new versions of each.

    Beside them each entry writes a grant, and entry 2 shreds one item for good.
    """
    entries: list[Entry] = []
    bound: Bound = {}
    for seq in range(1, size + 1):
        writes = {f"item:{seq % 3}": a_hash(("body", seq)), f"grant:{seq}": a_hash(("key", seq))}
        if seq == 2:
            writes["item:old"] = log.SHREDDED
        if seq == 1:
            writes["item:old"] = a_hash("old")
        entries.append(
            log.chain(entries[-1].hash if entries else log.START, a_note(seq, bindings=writes))
        )
        bound.update(writes)
    return entries, {name: now for name, now in bound.items() if now != log.SHREDDED}


def alter(entries: list[Entry], bound: Bound, at: int) -> None:
    entries[at] = replace(entries[at], by="8")


def alter_a_binding(entries: list[Entry], bound: Bound, at: int) -> None:
    entries[at] = replace(entries[at], bindings={**entries[at].bindings, "item:x": a_hash("x")})
    bound["item:x"] = a_hash("x")


def alter_and_hash_again(entries: list[Entry], bound: Bound, at: int) -> None:
    entries[at] = log.chain(entries[at].previous, replace_note(entries[at], by="8"))


def take_one_out(entries: list[Entry], bound: Bound, at: int) -> None:
    del entries[at]


def take_one_out_and_renumber(entries: list[Entry], bound: Bound, at: int) -> None:
    del entries[at]
    entries[at] = log.chain(entries[at].previous, replace_note(entries[at], seq=at + 1))
    entries[at + 1 :] = [
        log.chain(e.previous, replace_note(e, seq=e.seq - 1)) for e in entries[at + 1 :]
    ]


def put_one_in(entries: list[Entry], bound: Bound, at: int) -> None:
    forged = log.chain(entries[at - 1].hash, a_note(at + 1, act="item.open"))
    entries.insert(at, forged)


def write_one_twice(entries: list[Entry], bound: Bound, at: int) -> None:
    entries.insert(at, entries[at])


def reorder(entries: list[Entry], bound: Bound, at: int) -> None:
    entries[at], entries[at + 1] = entries[at + 1], entries[at]


def exchange_numbers(entries: list[Entry], bound: Bound, at: int) -> None:
    one, next_one = entries[at], entries[at + 1]
    entries[at] = log.chain(one.previous, replace_note(next_one, seq=one.seq))
    entries[at + 1] = log.chain(next_one.previous, replace_note(one, seq=next_one.seq))


def cut_the_beginning(entries: list[Entry], bound: Bound, at: int) -> None:
    del entries[:at]


def cut_the_beginning_and_renumber(entries: list[Entry], bound: Bound, at: int) -> None:
    del entries[:at]
    entries[:] = [log.chain(e.previous, replace_note(e, seq=e.seq - at)) for e in entries]


def change_a_body(entries: list[Entry], bound: Bound, at: int) -> None:
    bound[f"grant:{at}"] = a_hash("forged")


def delete_a_body(entries: list[Entry], bound: Bound, at: int) -> None:
    del bound[f"grant:{at}"]


def swap_two_bodies(entries: list[Entry], bound: Bound, at: int) -> None:
    one, other = f"grant:{at}", f"grant:{at + 1}"
    bound[one], bound[other] = bound[other], bound[one]


def roll_a_body_back(entries: list[Entry], bound: Bound, at: int) -> None:
    bound[f"item:{at % 3}"] = entries[(at - 1) % 3].bindings[f"item:{at % 3}"]


def bring_back_what_was_shredded(entries: list[Entry], bound: Bound, at: int) -> None:
    bound["item:old"] = a_hash("old")


def put_in_what_no_entry_knows(entries: list[Entry], bound: Bound, at: int) -> None:
    bound[f"grant:new-{at}"] = a_hash("new")


# What is done at index `at` (0 is the first entry), what it is called, and the number of
# the entry that is named, counted from `at`; None where the place does not follow from it.
TAMPERINGS: dict[Tampering, tuple[Kind, int | None]] = {
    alter: (Kind.ALTERED, 1),
    alter_a_binding: (Kind.ALTERED, 1),
    alter_and_hash_again: (Kind.RELINKED, 2),
    take_one_out: (Kind.MISSING, 0),
    take_one_out_and_renumber: (Kind.RELINKED, 1),
    put_one_in: (Kind.REPEATED, 1),
    write_one_twice: (Kind.REPEATED, 1),
    reorder: (Kind.REORDERED, 1),
    exchange_numbers: (Kind.RELINKED, 2),
    cut_the_beginning: (Kind.STARTS_LATE, 1),
    cut_the_beginning_and_renumber: (Kind.RELINKED, None),
    change_a_body: (Kind.CHANGED, 0),
    delete_a_body: (Kind.DELETED, 0),
    swap_two_bodies: (Kind.SWAPPED, 0),
    roll_a_body_back: (Kind.ROLLED_BACK, None),
    bring_back_what_was_shredded: (Kind.RETURNED, None),
    put_in_what_no_entry_knows: (Kind.UNLOGGED, None),
}


@given(size=st.integers(0, 40))
def test_a_sound_log_has_no_problems(size: int) -> None:
    entries, bound = a_log(size)

    assert log.verify(entries, bound=bound) == []
    assert log.verify(iter(entries), bound=None) == []


@settings(max_examples=100)
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda t: t.__name__)
@given(size=st.integers(9, 60), data=st.data())
def test_every_tampering_is_found_named_and_placed(
    tamper: Tampering, size: int, data: st.DataObject
) -> None:
    entries, bound = a_log(size)
    at = data.draw(st.integers(1, size - 3))
    kind, offset = TAMPERINGS[tamper]

    tamper(entries, bound, at)
    found = log.verify(entries, bound=bound)

    places = {problem.seq for problem in found if problem.kind is kind}
    assert places
    if offset is not None:
        assert at + offset in places


def test_a_log_that_begins_in_the_middle_of_another_chain_is_found() -> None:
    (problem,) = log.verify([log.chain(a_hash("before"), a_note(1))], bound=None)

    assert problem.kind is Kind.RELINKED
    assert "does not begin the chain" in str(problem)


def test_a_bound_thing_is_named_in_the_problem() -> None:
    entries, bound = a_log(9)
    bound["grant:4"] = a_hash("forged")

    (problem,) = log.verify(entries, bound=bound)

    assert problem.thing == "grant:4"
    assert str(problem) == "grant:4 is not what entry 4 says was written: it was changed"


def test_swapped_bodies_name_each_other() -> None:
    entries, bound = a_log(9)
    swap_two_bodies(entries, bound, 4)

    assert {str(problem) for problem in log.verify(entries, bound=bound)} == {
        "grant:4 was swapped: it holds what grant:5 should hold",
        "grant:5 was swapped: it holds what grant:4 should hold",
    }


def test_an_honest_shredding_is_no_problem_and_neither_is_writing_again() -> None:
    entries, bound = a_log(9)
    again = log.chain(entries[-1].hash, a_note(10, bindings={"item:old": a_hash("again")}))

    assert log.verify([*entries, again], bound={**bound, "item:old": a_hash("again")}) == []


@given(size=st.integers(4, 40), data=st.data())
def test_a_full_rewrite_is_seen_only_against_a_checkpoint(size: int, data: st.DataObject) -> None:
    entries, bound = a_log(size)
    at = data.draw(st.integers(0, size - 1))
    kept_outside = Checkpoint(ORIGIN, size, entries[-1].hash, AT)
    forged = [*entries[:at], replace(entries[at], by="8"), *entries[at + 1 :]]

    rewritten = relinked(forged, at)

    assert log.verify(rewritten, bound=bound) == []
    assert [p.kind for p in log.against(rewritten, kept_outside)] == [Kind.REWRITTEN]
    assert log.against(entries, kept_outside) == []


@given(size=st.integers(2, 40), data=st.data())
def test_a_cut_tail_is_seen_only_against_a_checkpoint(size: int, data: st.DataObject) -> None:
    entries, _ = a_log(size)
    left = data.draw(st.integers(0, size - 1))
    kept_outside = Checkpoint(ORIGIN, size, entries[-1].hash, AT)

    assert log.verify(entries[:left], bound=None) == []
    (problem,) = log.against(entries[:left], kept_outside)
    assert problem.kind is Kind.CUT
    assert str(problem) == f"the log was cut: it ends at entry {left}, and it once had {size}"


def test_a_log_that_grew_honestly_still_agrees_with_its_old_checkpoint() -> None:
    entries, _ = a_log(30)

    for size in range(31):
        head = entries[size - 1].hash if size else log.START
        assert log.against(entries, Checkpoint(ORIGIN, size, head, AT)) == []


def test_a_hash_kept_from_the_old_chain_does_not_hide_a_rewrite() -> None:
    entries, _ = a_log(9)
    kept_outside = Checkpoint(ORIGIN, 5, entries[4].hash, AT)
    entries[4] = replace(entries[4], by="8")

    assert [p.kind for p in log.against(entries, kept_outside)] == [Kind.REWRITTEN]


def test_a_cut_log_that_was_filled_up_again_is_a_rewrite() -> None:
    entries, _ = a_log(9)
    kept_outside = Checkpoint(ORIGIN, 9, entries[-1].hash, AT)
    filled = relinked([*entries[:5], *(replace(e, by="9") for e in entries[5:])], 5)

    assert [p.kind for p in log.against(filled, kept_outside)] == [Kind.REWRITTEN]


@pytest.mark.parametrize("name", ["seq", "at", "act", "by", "about", "purpose", "bindings"])
def test_every_field_counts_in_the_hash(name: str) -> None:
    other = {"seq": 2, "at": "2031-05-04T09:00:01+00:00", "bindings": {"item:1": a_hash(1)}}
    changed = a_note(**{"seq": 1, name: other.get(name, "other")})

    assert log.chain(log.START, changed).hash != log.chain(log.START, a_note(1)).hash


WORDS = st.text(alphabet="ab1_. :,'-", max_size=64)


@given(a=WORDS, b=WORDS, c=WORDS, d=WORDS)
def test_text_cannot_be_moved_from_one_field_to_the_next(a: str, b: str, c: str, d: str) -> None:
    one = log.chain(log.START, a_note(1, by=a, about=b))
    other = log.chain(log.START, a_note(1, by=c, about=d))

    assert (one.hash == other.hash) == ((a, b) == (c, d))


@pytest.mark.parametrize("field", ["act", "by", "about", "purpose"])
@pytest.mark.parametrize("words", ["x" * 65, "two\nlines", "Zoë", "7; 8"])
def test_what_is_no_short_plain_word_never_reaches_the_log(field: str, words: str) -> None:
    with pytest.raises(InvalidValue, match="plain words") as refused:
        log.chain(log.START, a_note(1, **{field: words}))
    assert words not in str(refused.value)


def test_a_digest_that_is_no_hash_never_reaches_the_log() -> None:
    with pytest.raises(InvalidValue, match="hashes"):
        log.chain(log.START, a_note(1, digest="Ada Lind"))


def test_the_order_of_bindings_does_not_count() -> None:
    names = [f"item:{n}" for n in range(8_000)]
    shuffled = Random(7).sample(names, len(names))
    one, other = (
        log.chain(log.START, a_note(1, bindings={name: a_hash(name) for name in order}))
        for order in (names, shuffled)
    )

    assert one.hash == other.hash
    assert log.verify([one], bound={name: a_hash(name) for name in names}) == []


def test_a_chained_entry_does_not_follow_later_changes_of_its_note() -> None:
    bindings = {"item:1": a_hash(1)}
    entry = log.chain(log.START, a_note(1, bindings=bindings))

    bindings["item:2"] = a_hash(2)

    assert log.verify([entry], bound={"item:1": a_hash(1)}) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"seq": 0}, "from 1 on"),
        ({"act": ""}, "an act"),
        ({"at": "2031-05-04T09:00:00"}, "time zone"),
        ({"at": "yesterday"}, "time zone"),
        ({"bindings": {"item:1": "Rosehill Cottage"}}, "nothing else"),
        ({"bindings": {"item:1": a_hash(1) + "\n"}}, "nothing else"),
    ],
)
def test_an_entry_that_says_too_little_or_too_much_is_refused(
    said: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidValue, match=sentence) as refused:
        log.chain(log.START, replace(a_note(1), **said))

    assert "Rosehill" not in str(refused.value)


def a_checkpoint() -> str:
    return log.checkpoint(ORIGIN, 12, a_hash("head"), SIGNER.private, AT)


def test_a_checkpoint_is_read_back_as_it_was_signed() -> None:
    assert log.read_checkpoint(a_checkpoint(), SIGNER.public) == Checkpoint(
        ORIGIN, 12, a_hash("head"), AT
    )


def test_a_checkpoint_is_text_that_can_be_mailed_and_printed() -> None:
    lines = a_checkpoint().split("\n")

    assert lines[:5] == [ORIGIN, "12", a_hash("head"), AT, ""]
    assert lines[5].startswith(f"— {ORIGIN} ")
    assert lines[6:] == [""]


def test_mail_and_witnesses_do_no_harm_to_a_checkpoint() -> None:
    other = log.new_signer()
    witnessed = log.checkpoint(ORIGIN, 12, a_hash("head"), other.private, AT).split("\n\n")[1]

    for text in (
        "\n" + a_checkpoint().replace("\n", "\r\n") + "\r\n",
        a_checkpoint().replace("\n\n", f"\n\n{witnessed}— someone bm9ib2R5\n— {ORIGIN} ???\n"),
        a_checkpoint() + witnessed,
    ):
        assert log.read_checkpoint(text, SIGNER.public).size == 12


@given(place=st.integers(0, 10_000), letter=st.characters(exclude_categories=["Cs"]))
def test_a_checkpoint_with_any_other_letter_is_refused_or_says_the_same(
    place: int, letter: str
) -> None:
    text = a_checkpoint()
    place %= len(text)
    try:
        read = log.read_checkpoint(text[:place] + letter + text[place + 1 :], SIGNER.public)
    except Tampered:
        return

    assert read == log.read_checkpoint(text, SIGNER.public)


@pytest.mark.parametrize("line", range(4))
def test_each_line_of_a_checkpoint_is_signed(line: int) -> None:
    lines = a_checkpoint().split("\n")
    lines[line] = ["other.example", "13", a_hash("other"), "2031-05-05T09:00:00+00:00"][line]
    if line == 0:
        lines[5] = lines[5].replace(ORIGIN, "other.example")

    with pytest.raises(Tampered, match="changed, or it was not signed"):
        log.read_checkpoint("\n".join(lines), SIGNER.public)


def test_a_checkpoint_signed_by_somebody_else_is_refused() -> None:
    forged = log.checkpoint(ORIGIN, 12, a_hash("head"), log.new_signer().private, AT)

    with pytest.raises(Tampered, match="not signed with this key"):
        log.read_checkpoint(forged, SIGNER.public)


@pytest.mark.parametrize(("good", "bad"), [(f"— {ORIGIN} ", ""), (f"— {ORIGIN} ", "— me ")])
def test_a_signature_stands_behind_the_name_of_the_log(good: str, bad: str) -> None:
    with pytest.raises(Tampered, match="not signed with this key"):
        log.read_checkpoint(a_checkpoint().replace(good, bad), SIGNER.public)


def test_a_signature_with_something_put_in_is_refused() -> None:
    text = a_checkpoint()

    with pytest.raises(Tampered, match="not signed with this key"):
        log.read_checkpoint(f"{text[:-20]}!{text[-20:]}", SIGNER.public)


@pytest.mark.parametrize("text", ["", "\n\n", "hello", "a\nb\nc\nd\n\n— a YQ==", "a\n1\nb\nc"])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Tampered, match="not a checkpoint"):
        log.read_checkpoint(text, SIGNER.public)


@pytest.mark.parametrize(
    ("origin", "size", "head", "at"),
    [
        ("two words", 1, "h", AT),
        ("a+b", 1, "h", AT),
        ("", 1, "h", AT),
        ("a", -1, "h", AT),
        ("a", 1, "h\nh", AT),
        ("a", 1, "h", ""),
    ],
)
def test_a_checkpoint_that_could_be_misread_is_not_signed(
    origin: str, size: int, head: str, at: str
) -> None:
    with pytest.raises(InvalidValue, match=r"checkpoint|size of a log"):
        log.checkpoint(origin, size, head, SIGNER.private, at)


def test_the_example_in_the_docstring_is_true() -> None:
    assert doctest.testmod(log) == doctest.TestResults(failed=0, attempted=4)
