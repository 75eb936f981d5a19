"""What leaves into a hand: each sort by its own terms, and nothing but what the gate let out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from hearth.core.errors import RuleBroken
from hearth.core.gate import MOVING_IN, Fact, FactKind, Message
from hearth.core.gate.leaves import CSV, RULES, TERMS, Asked, Leaves, Let, Told, let_out
from hearth.core.gate.protected import Protected
from hearth.core.ids import PrincipalId
from hearth.core.result import Release

ON = date(2031, 5, 4)
ROBIN = Protected(FactKind.HOST_NAME, "Robin Vale")
PLACE = Protected(FactKind.PLACE, "9 Alder Row")


def told(kind: FactKind, text: str, *, is_released: bool = True) -> Told:
    to, item = PrincipalId(uuid4()), uuid4()
    release = Release(
        fact=item.hex, recipient=to, purpose=MOVING_IN, given_on=ON, until=ON + timedelta(days=9)
    )
    message = Message(to=to, purpose=MOVING_IN, facts=(Fact(kind, text, item),))
    return Told(message, [release] if is_released else [])


def zipped(name: str = "Client.csv", comment: bytes = b"") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(name, "PersonalID\r\n1\r\n")
        archive.comment = comment
    return out.getvalue()


DAY = "BEGIN:VCALENDAR\r\nSUMMARY:Appointment\r\nDTSTART;VALUE=DATE:20310504\r\nEND:VCALENDAR\r\n"
AN_AUTHOR = b"%PDF /Author(Robin Vale) "
DOOR = b'{"visits": [{"where": "9 Alder Row"}]}'

CHANGED = (
    b'{"id":"%b","at":"2031-05-04T09:30:00+00:00","what":"case",'
    b'"number":"7a0c1e52-0000-4000-8000-000000000007"}' % (b"a1" * 16)
)


def asked(what: Leaves, content: bytes, name: str = "", told: Told | None = None) -> Asked:
    return Asked(what=what, content=content, name=name, on=ON, told=told)


# One of each sort that may leave.
RIGHT: Mapping[Leaves, Asked] = {
    Leaves.CARD: asked(Leaves.CARD, b"%PDF /Title(My page)", "card.pdf"),
    Leaves.SHEET: asked(Leaves.SHEET, b"%PDF", "sheet.pdf"),
    Leaves.LETTER: asked(Leaves.LETTER, b"%PDF", "note.pdf"),
    Leaves.ROWS: asked(Leaves.ROWS, b"a,b", "rows.csv"),
    Leaves.PROOF: asked(Leaves.PROOF, b"PK", "plan.npz"),
    Leaves.CHECKPOINT: asked(Leaves.CHECKPOINT, b"log\n7\nab12\n", "checkpoint.txt"),
    Leaves.PAPER: asked(Leaves.PAPER, b"%PDF", "paper.bin"),
    Leaves.CALENDAR: asked(Leaves.CALENDAR, DAY.encode()),
    Leaves.PACK: asked(Leaves.PACK, DOOR, told=told(FactKind.PLACE, "9 Alder Row")),
    Leaves.EXPORT: asked(Leaves.EXPORT, zipped(), told=told(FactKind.PERSON_NAME, "p1")),
    Leaves.ANSWER: asked(Leaves.ANSWER, b'{"state": "put"}'),
    Leaves.CALL: asked(Leaves.CALL, CHANGED),
}


def replaced(one: Asked, was: bytes, is_: bytes) -> Asked:
    """With other bytes in its content."""
    return replace(one, content=one.content.replace(was, is_))


# What is done to one of them so that it must not leave: in its text, its metadata, its name.
BROKEN: tuple[tuple[str, Leaves, Callable[[Asked], Asked]], ...] = (
    *(
        (f"a {what} under a name", what, lambda one: replace(one, name="robin-vale.pdf"))
        for what in Leaves
    ),
    *(
        (
            f"a {what} with an unreleased place",
            what,
            lambda one: replace(one, told=told(FactKind.PLACE, "9 Alder Row", is_released=False)),
        )
        for what in Leaves
    ),
    *(
        (
            f"a {what} in which somebody wrote a name",
            what,
            lambda one: replace(one, texts=("Ask for robin vale",), protected=(ROBIN,)),
        )
        for what in Leaves
    ),
    *(
        (
            f"a {what} that says of itself whose it is",
            what,
            lambda one: replace(one, content=AN_AUTHOR),
        )
        for what in (Leaves.CARD, Leaves.SHEET, Leaves.LETTER)
    ),
    (
        "a sheet with a released place, which it never tells",
        Leaves.SHEET,
        lambda one: replace(one, told=told(FactKind.PLACE, "9 Alder Row")),
    ),
    (
        "a calendar with a place",
        Leaves.CALENDAR,
        lambda one: replace(one, content=DAY.replace("SUMMARY", "LOCATION").encode()),
    ),
    (
        "a calendar with another title",
        Leaves.CALENDAR,
        lambda one: replace(one, content=DAY.replace("Appointment", "Robin").encode()),
    ),
    (
        "a calendar with an id that tells",
        Leaves.CALENDAR,
        lambda one: replace(
            one, content=DAY.replace("SUMMARY:Appointment", "UID:visit-robin").encode()
        ),
    ),
    (
        "a checkpoint with a sentence",
        Leaves.CHECKPOINT,
        lambda one: replace(one, content=b"log\nRobin's (host)\n"),
    ),
    (
        "a pack with another door",
        Leaves.PACK,
        lambda one: replace(one, content=DOOR.replace(b"9", b"8")),
    ),
    (
        "an answer with a telephone",
        Leaves.ANSWER,
        lambda one: replace(one, content=b'{"a": [{"phone": "0779"}]}'),
    ),
    ("an answer that is no JSON", Leaves.ANSWER, lambda one: replace(one, content=b"Robin")),
    *(
        (f"a call with {broken!r}", Leaves.CALL, lambda one, to=broken: replaced(one, *to))
        for broken in (
            (b'"what":"case"', b'"what":"concern"'),
            (b'"what":"case"', b'"what":"case","state":"put"'),
            (b'"id":"a1', b'"id":"Robin'),
            (b'"at":"2031', b'"at":"Alder Row 9"'),
            (b"000007", b"Robin7"),
            (b"}", b'}{"where":"Alder Row"}'),
        )
    ),
    (
        "an export with a file beside its tables",
        Leaves.EXPORT,
        lambda one: replace(one, content=zipped("robin vale.txt")),
    ),
    (
        "an export with a remark",
        Leaves.EXPORT,
        lambda one: replace(one, content=zipped(comment=b"Robin")),
    ),
    ("an export that is none", Leaves.EXPORT, lambda one: replace(one, content=b"Robin")),
)


def test_every_sort_has_its_terms_and_says_why() -> None:
    assert set(TERMS) == set(Leaves) == set(RIGHT)
    assert all(len(one.why) > 20 for one in TERMS.values())


@pytest.mark.parametrize("what", Leaves)
def test_what_tells_only_what_it_may_leaves(what: Leaves) -> None:
    let = let_out(RIGHT[what])

    assert (let.what, let.content, let.name) == (what, RIGHT[what].content, RIGHT[what].name)
    assert let.kind == TERMS[what].kind


@pytest.mark.parametrize(("said", "what", "broken"), BROKEN, ids=[one[0] for one in BROKEN])
def test_this_does_not_leave(said: str, what: Leaves, broken: Callable[[Asked], Asked]) -> None:
    with pytest.raises(RuleBroken, match="does not leave") as refused:
        let_out(broken(RIGHT[what]))

    assert said
    assert not {"robin", "vale", "alder", "0779"} & set(str(refused.value).lower().split())


def test_each_rule_of_the_gate_keeps_something_in() -> None:
    kept = {
        rule.__name__ for rule in RULES for _, what, broken in BROKEN if rule(broken(RIGHT[what]))
    }

    assert kept == {rule.__name__ for rule in RULES}


def test_where_it_stands_is_found_in_a_file_s_name_too() -> None:
    name = replace(RIGHT[Leaves.ROWS], protected=(Protected(FactKind.PLACE, "rows"),))

    with pytest.raises(RuleBroken):
        let_out(name)


def test_nobody_lets_anything_out_beside_the_gate() -> None:
    with pytest.raises(RuleBroken, match="by the gate"):
        Let(Leaves.ROWS, CSV, "rows.csv", b"", object())


def test_nothing_of_it_is_written_out_by_accident() -> None:
    assert "Alder" not in repr(RIGHT[Leaves.PACK]) + repr(let_out(RIGHT[Leaves.PACK]))
