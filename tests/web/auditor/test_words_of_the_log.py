"""Every act and purpose that the code writes into the log has its plain words.

Read from the source: a call of `record` names its act, and whatever opens or writes a fact names
its purpose. What is put together at run time is listed here with the table that it comes from.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import hearth
from hearth.core import accounts, application, emergency, transfer
from hearth.core.programme import ForcedAct
from hearth.web.auditor.wording import ACTS, PURPOSES, purpose

FLOORS = ("core", "store", "actions", "queries", "entry", "web", "api", "cli")
STATES = {
    "account": set(accounts.State) - {accounts.State.FOUNDED},
    "application": application.State,
    "office": set(accounts.State) - {accounts.State.CONFIRMED},
    "emergency": set(emergency.State) - {emergency.State.ASKED, emergency.State.OPEN},
    "transfer": transfer.State,
}
ACT = re.compile(r"[a-z]+\.[a-z_]+")
NOT_OF_THE_LOG = {"Message", "Release", "release"}  # what leaves or is released has a purpose too


@cache
def sources() -> tuple[ast.Module, ...]:
    root = Path(hearth.__file__).parent
    paths = (path for floor in FLOORS for path in sorted((root / floor).rglob("*.py")))
    return tuple(ast.parse(path.read_text("utf-8")) for path in paths)


def calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def texts(node: ast.AST) -> set[str]:
    found = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
    return {one for one in found if isinstance(one, str)}


def acts_in(module: ast.Module) -> Iterator[str]:
    for name, call in calls(module):
        if name != "record" or not any(word.arg == "now" for word in call.keywords):
            continue
        told = call.args[0]
        if isinstance(told, ast.JoinedStr):
            (prefix,) = texts(told)
            yield from (f"{prefix}{state}" for state in STATES[prefix.rstrip(".")])
        elif isinstance(told, ast.Attribute):
            yield from filter(ACT.fullmatch, named(sources())[told.attr])
        elif texts(told):
            yield from texts(told)
        else:  # handed on by whoever calls it, in the same file
            yield from filter(ACT.fullmatch, texts(module))


def named(modules: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Texts by the names that stand for them, wherever these are given."""
    found: dict[str, set[str]] = {}
    for module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                for target, value in pairs(node.targets[0], node.value):
                    if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                        found.setdefault(target.id, set()).add(str(value.value))
    return found


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def purposes() -> set[str]:
    names, found = named(sources()), set[str]()
    for module in sources():
        for name, call in calls(module):
            said = [word.value for word in call.keywords if word.arg == "purpose"]
            if name in NOT_OF_THE_LOG or not said or isinstance(said[0], ast.Call | ast.Subscript):
                continue
            if isinstance(said[0], ast.Name) and said[0].id.isupper():
                found |= named([module]).get(said[0].id) or names[said[0].id]
            elif isinstance(said[0], ast.Constant | ast.IfExp):
                found |= texts(said[0])
    return found


def test_every_act_that_is_written_has_its_words() -> None:
    written = {act for module in sources() for act in acts_in(module)}

    assert {"facts.opened", "intake.opened", "home.room_set", "transfer.refused"} <= written
    assert written - set(ACTS) == set()


def test_every_purpose_that_is_written_has_its_words() -> None:
    written = purposes() - {""} | {str(one) for one in ForcedAct}

    assert {"checks", "own", "records handed on", "lead's board"} <= written
    assert written - set(PURPOSES) == set()


def test_no_words_stand_for_two_acts() -> None:
    assert len(set(ACTS.values())) == len(ACTS)


def test_of_what_went_to_several_the_log_tells_the_day_and_how_many() -> None:
    assert purpose("free 2031-05-05: 3") == "of the day 2031-05-05; messages: 3"
    assert purpose("closed 2031-05-05: 3 and more") == ""
