"""Nothing leaves but through the gate: what of the tree may send, connect or hand out a file."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from hearth.core.errors import RuleBroken
from hearth.core.gate import MOVING_IN, Fact, FactKind, Message
from hearth.core.ids import PrincipalId
from hearth.core.result import Release
from hearth.web import leaving

ROOT = Path(__file__).parents[2] / "hearth"

# What can carry bytes out of the process, and the only files that may use it, with why.
CARRIERS = {
    *("smtplib", "ftplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "aiosmtpd"),
    *("urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "asyncio"),
    *("django.core.mail", "subprocess", "webbrowser"),
}
MAY_CARRY = {
    ("exchange/ways/mail.py", "smtplib"): "the gate's own way by mail",
    ("exchange/ways/text.py", "urllib.request"): "the gate's own way by text message",
    ("exchange/ways/text.py", "http.client"): "its errors",
    ("exchange/roads.py", "urllib.request"): "asks a server of roads of this network alone",
    ("exchange/roads.py", "socket"): "finds out whether that server is of this network",
    ("engine/ready.py", "subprocess"): "compiles loops in another process of ours",
    ("exchange/apart.py", "subprocess"): "reads a list in a process of ours that has no keys",
    ("cli/backup.py", "subprocess"): "proves a copy by restoring it in another process of ours",
    ("actions/witness.py", "subprocess"): "tells a witness how long the log is, and its hash",
    ("cli/serve.py", "webbrowser"): "opens the first page for whoever started it",
}
ATTACHES = "Content-Disposition"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def carrier_of(name: str) -> str | None:
    return next((one for one in CARRIERS if name == one or name.startswith(f"{one}.")), None)


def test_nothing_but_the_gates_ways_can_carry_anything_out() -> None:
    found = {
        (path, carrier)
        for path, tree in sources()
        for name in imported(tree)
        if (carrier := carrier_of(name)) is not None
    }

    assert found - MAY_CARRY.keys() == set()
    assert MAY_CARRY.keys() - found == set()  # what nobody needs any more is not allowed any more


def test_nothing_but_one_function_hands_out_a_file() -> None:
    attaching = {
        path
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value == ATTACHES or node.value.startswith("attachment"))
    } | {path for path, tree in sources() if "django.http.FileResponse" in set(imported(tree))}

    assert attaching == {"web/leaving.py", "entry/once.py"}  # the second looks, so as to keep none


def test_only_the_outbox_hands_anything_to_a_way() -> None:
    using = {
        path
        for path, tree in sources()
        if any(name.startswith("hearth.exchange.ways") for name in imported(tree))
    }

    assert {path for path in using if not path.startswith("exchange/ways/")} == {
        "actions/outbox.py",  # asks the gate and sends
        "actions/daily.py",  # hands it the ways
        "cli/daily.py",  # reads which are set up
        "cli/serve.py",  # the same
    }


def a_card(*, is_released: bool) -> leaving.Told:
    person, item, today = PrincipalId(uuid4()), uuid4(), date(2031, 5, 4)
    release = Release(
        fact=item.hex,
        recipient=person,
        purpose=MOVING_IN,
        given_on=today,
        until=date(2031, 6, 4),
    )
    place = Fact(FactKind.PLACE, "9 Alder Row", item)
    message = Message(to=person, purpose=MOVING_IN, facts=(place,))
    return leaving.Told(message=message, releases=[release] if is_released else [])


def test_a_file_with_a_place_needs_its_release() -> None:
    on = date(2031, 5, 4)
    told = a_card(is_released=True)
    made = leaving.file(b"%PDF", kind=leaving.PDF, name="card.pdf", on=on, told=told)
    assert made.headers["Content-Disposition"] == 'attachment; filename="card.pdf"'

    told = a_card(is_released=False)
    with pytest.raises(RuleBroken, match="released"):
        leaving.file(b"%PDF", kind=leaving.PDF, name="card.pdf", on=on, told=told)


def test_a_file_bears_no_name_that_nobody_looked_at() -> None:
    with pytest.raises(ValueError, match="under this name"):
        leaving.file(b"", kind=leaving.PDF, name="robin-vale.pdf", on=date(2031, 5, 4), told=None)
