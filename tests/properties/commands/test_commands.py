"""Every command in whose hands: it does what the one table says, and its keys open no more."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hearth.cli.station import Station
from hearth.core.commands import (
    CLOSED,
    TABLE,
    Answer,
    Command,
    Hands,
    KeyFile,
    answers,
    opens,
)
from hearth.core.errors import RuleBroken
from hearth.store.folder import Folder
from tests.cli.commands import Hearth
from tests.exchange.hmis.exports import FILES
from tests.length import LONG
from tests.once import made_once
from tests.promised import Tried
from tests.properties.commands.places import (
    ANOTHER,
    NEW,
    PASSPHRASE,
    Places,
    Told,
    Typed,
    make,
    opened_by_keys,
    type_,
)
from tests.properties.commands.typed import state
from tools import commands as listed
from tools.promises import ELSEWHERE

OPEN = frozenset({Hands.EMPTY, Hands.TRIAL, Hands.INVENTED, Hands.PASSPHRASE})
SHORT = (Hands.EMPTY, Hands.PASSPHRASE, Hands.LOCKED, Hands.ONE_SHEET)
HERE = tuple(Hands) if LONG else SHORT
EVERY = 1 if LONG else 6  # of the commands in the same hands, whose turn it is
# It is told that a copy was made, and to whom copies are sealed from now on; the log has that too.
# What a copy holds is as sealed as what lies here, and whoever types has that.
LOG = {"table store_entryrow", "table store_headrow"}
MAY_WRITE = {Command.BACKUP: {"copied", "keys/backup.json", *LOG}}
# There is no service to look at, what was copied is locked, or the town is there already. And the
# thread that signs for a witness may be told to stop before it has begun.
NEEDS_FEWER = {
    (Hands.EMPTY, Command.PROGRAMME_DIFF),
    (Hands.EMPTY, Command.RESTORE),
    (Hands.INVENTED, Command.DEMO),
}
BY_A_THREAD = {Command.SERVE: {KeyFile.SIGNER}, Command.DEMO: {KeyFile.SIGNER}}
TRACE = ("Traceback", 'File "', "site-packages")


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """One machine of each kind, made once for all processes and changed by none."""
    return made_once(tmp_path_factory, "places", make)


def chosen(places: Places, hands: Hands, out: Path) -> Iterator[Typed]:
    """What is typed: in the long form all. Else all where the passphrase is lacking, whatever is
    refused to whoever has it, and some of the rest; nothing of that makes a service, which is slow.
    """
    out.mkdir()
    turn = list(Hands).index(hands)
    for at, one in enumerate(places.typed(hands, out)):
        runs = answers(one.command, hands) is Answer.RUNS
        whole = hands is Hands.LOCKED or (hands in OPEN and not runs)
        some = (at + turn) % EVERY == 0 and not (runs and hands is Hands.EMPTY)
        if LONG or whole or some:
            yield one


def complaints(hands: Hands, one: Typed, told: Told) -> Iterator[str]:
    """What is not as the table says, in one cell of it."""
    expected, keys = answers(one.command, hands), TABLE[one.command].keys
    if (expected is Answer.RUNS) == bool(told.sentence):
        yield f"should {expected}: {told.status}, {told.err}"
    if expected is Answer.ASKS and "passphrase" not in told.sentence:
        yield f"refuses, and not for want of a passphrase: {told.sentence}"
    if expected is not Answer.RUNS and len(told.refused) != 1:
        yield f"refuses in more than one sentence: {told.err}"
    if not set(told.keys) <= (set(keys) if expected is Answer.RUNS else set()):
        yield f"unlocks {told.keys}"
    if not set(told.opened) <= opens(frozenset(map(KeyFile, told.keys))):
        yield f"opens {told.opened}"
    allowed = MAY_WRITE.get(one.command, set())
    if (hands in CLOSED or expected is not Answer.RUNS) and not set(told.changed) <= allowed:
        yield f"changes {told.changed}"


def secrets(places: Places, machine: Hearth) -> set[str]:
    """What no refusal may repeat: secrets of every kind, and what is sealed."""
    names = {cell for name in ("Client.csv",) for cell in _cells(FILES[name])}
    keys = {part for path in machine.home.glob("keys/*.json") for part in _long(path)}
    sheets = {part for number in (1, 2, 3) for part in _long(places.sheet(number))}
    return {PASSPHRASE, ANOTHER, NEW, "Ada Lind", "Bo Holm", *names, *keys, *sheets}


def _cells(text: str) -> set[str]:
    """The names of people in an export."""
    heads, *rows = (line.split(",") for line in text.splitlines())
    at = [heads.index(name) for name in ("FirstName", "LastName")]
    return {row[one] for row in rows for one in at if len(row) > one and len(row[one]) > 2}


def _long(path: Path) -> set[str]:
    text = path.read_text().replace('"', " ").replace("-", "")
    return {word for word in text.split() if len(word) >= 32}


def test_every_command_is_declared_and_nothing_else_is(tried: Tried) -> None:
    assert listed.every() == sorted(Command)
    assert set(TABLE) == set(Command)
    tried(len(Command), "commands of the program's own tree: each has terms in one table")


@pytest.mark.promise(number="P2")
@pytest.mark.parametrize("hands", HERE)
def test_a_command_does_what_the_table_says_in_whose_hands(
    places: Places, tmp_path: Path, tried: Tried, hands: Hands
) -> None:
    machine = places.machine(hands, tmp_path)
    typed = list(chosen(places, hands, tmp_path / "out"))

    told = type_(machine, typed)

    said = list(zip(typed, told, strict=True))
    wrong = [f"{one.command}: {what}" for one, it in said for what in complaints(hands, one, it)]
    assert not wrong, "\n".join(wrong)
    assert list(_not_unlocked(hands, said)) == []
    hidden = (*TRACE, *secrets(places, places.machine(hands, tmp_path / "again")))
    for one, it in said:
        shown = it.err if it.sentence or hands in CLOSED else ""
        assert not [word for word in hidden if word in shown], one.command
    tried(len(said), "commands typed by whoever has this or that in hand, against the table")


def _not_unlocked(hands: Hands, said: Sequence[tuple[Typed, Told]]) -> Iterator[str]:
    """Key files that a command is let use and does not: what is not needed is not to be let."""
    if hands not in OPEN or not LONG:
        return
    used = defaultdict[Command, set[str]](set)
    for one, told in said:
        used[one.command] |= set(told.keys)
    for command, keys in used.items():
        if answers(command, hands) is Answer.RUNS and (hands, command) not in NEEDS_FEWER:
            left = TABLE[command].keys - keys - BY_A_THREAD.get(command, set())
            yield from (f"{command} never unlocks {one}" for one in left)


@pytest.mark.promise(number="P2")
def test_on_a_terminal_the_passphrase_is_asked_for_and_a_wrong_one_opens_nothing(
    places: Places, tmp_path: Path, tried: Tried
) -> None:
    hands = Hands.LOCKED
    machine = places.machine(hands, tmp_path)
    asking = [
        one._replace(at=ANOTHER)
        for one in chosen(places, hands, tmp_path / "out")
        if answers(one.command, hands) is Answer.ASKS
    ]

    asking = asking[::EVERY]
    for one, told in zip(asking, type_(machine, asking), strict=True):
        assert told.asked == 1, one.command
        assert "not the one" in told.sentence, one.command
        assert (told.keys, told.opened, told.changed) == ((), (), ()), one.command
    tried(len(asking), "commands that asked on a terminal, and were told a wrong passphrase")


@pytest.mark.promise(number="P3")
@pytest.mark.parametrize("hands", [one for one in HERE if one is not Hands.EMPTY])
def test_whoever_has_the_machine_opens_with_its_keys_what_the_table_says(
    places: Places, tmp_path: Path, tried: Tried, hands: Hands
) -> None:
    machine = places.machine(hands, tmp_path)
    given = {Hands.PASSPHRASE: PASSPHRASE, Hands.WRONG: ANOTHER}.get(hands, "")
    sheets = [places.sheet(1)] if hands is Hands.ONE_SHEET else []

    found = opened_by_keys(machine, {"HEARTH_PASSPHRASE": given}, sheets)

    ours = {name: set(opened) for name, opened in found.items() if name in set(KeyFile)}
    if hands not in OPEN:
        assert not any(found.values()), "without its passphrase, or by one sheet, nothing opens"
        assert set(found) == set(map(str, sheets))
    else:
        assert set(ours) == {KeyFile.DUTY, KeyFile.LEAD, KeyFile.SERVICE}
        assert {"identity", "place", "attributes"} <= ours[KeyFile.DUTY]
        assert all(opened <= opens(frozenset({KeyFile(one)})) for one, opened in ours.items())
    tried(len(found) or 1, "key files and sheets in these hands: what they decrypt of themselves")


@pytest.mark.promise(number="P2")
@pytest.mark.skipif(not LONG, reason=f"{ELSEWHERE}: a whole case takes long to tell")
def test_a_walk_through_an_invented_case_touches_no_service(
    places: Places, tmp_path: Path, tried: Tried
) -> None:
    """It is told in a process of its own, so it is not among those that are typed above."""
    machine = places.machine(Hands.LOCKED, tmp_path)
    before = state(machine.home)

    said = machine.run("walk")

    assert said.status == 0, said.err
    assert state(machine.home) == before
    tried(1, "walks beside a service whose passphrase is not known")


def test_a_command_uses_no_key_file_that_it_is_not_let_use(tmp_path: Path) -> None:
    station = Station(Folder(tmp_path), Command.DUE)

    with pytest.raises(RuleBroken, match="due may not use the key file lead"):
        _ = station.lead
    with pytest.raises(RuleBroken, match="checkpoints"):
        station.passphrase_of_signer(needed=False)


@pytest.mark.promise(number="P10")
def test_two_holders_open_a_service_whose_key_files_are_lost(
    places: Places, tmp_path: Path
) -> None:
    machine = places.machine(Hands.TWO_SHEETS, tmp_path)
    new = {"HEARTH_PASSPHRASE": NEW}
    refused = machine.run("due", environ=new)
    assert "recover" in refused.sentence

    said = machine.run("recover", places.sheet(1), places.sheet(2), environ=new)

    assert said.status == 0, said.err
    assert machine.run("due", environ=new).status == 0
