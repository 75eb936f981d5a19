"""Nothing leaves but through the gate: what of the tree may send, connect or hand out a file."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2] / "hearth"

# What can carry bytes out of the process, and the only files that may use it, with why.
CARRIERS = {
    *("smtplib", "ftplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "aiosmtpd"),
    *("urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "asyncio"),
    *("django.core.mail", "subprocess", "webbrowser"),
}
MAY_CARRY = {
    ("exchange/ways/mail.py", "smtplib"): "the gate's own way by mail",
    ("exchange/ways/text.py", "http.client"): "the gate's own way by text message",
    ("exchange/ways/called.py", "http.client"): "the gate's own way to a program that is called",
    ("exchange/ways/called.py", "socket"): "looks up once where such a program is",
    ("exchange/ways/within.py", "socket"): "shuts the connection of either when its time is over",
    ("exchange/roads.py", "urllib.request"): "asks a server of roads of this network alone",
    ("exchange/roads.py", "socket"): "finds out whether that server is of this network",
    ("engine/ready.py", "subprocess"): "compiles loops in another process of ours",
    ("exchange/apart.py", "subprocess"): "reads a list in a process of ours that has no keys",
    ("cli/backup.py", "subprocess"): "proves a copy by restoring it in another process of ours",
    ("actions/kept/witness.py", "subprocess"): "tells a witness how long the log is, and its hash",
    ("cli/progress.py", "subprocess"): "compiles loops in another process of ours",
    ("cli/serve.py", "webbrowser"): "opens the first page for whoever started it",
}


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8")))
        for path in sorted(ROOT.rglob("*.py"))
    )


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


# What makes an answer that is no page, or writes a file, and the only files that may, with why.
MAKERS = {
    *("JsonResponse", "FileResponse", "StreamingHttpResponse", "content_type", "NinjaAPI"),
    *("write_whole", "whole_file", "write_bytes", "write_text", "fdopen", "ZipFile", "Workbook"),
    *("Content-Disposition",),
}
MAY_MAKE = {
    ("entry/leaving.py", "content_type"): "hands out what the gate let out",
    ("entry/leaving.py", "Content-Disposition"): "the same, under its name",
    ("entry/leaving.py", "write_whole"): "the same, as a file",
    ("entry/once.py", "Content-Disposition"): "looks whether an answer is a file, to keep none",
    ("entry/locked.py", "content_type"): "one word to a script: locked",
    ("web/front/lock.py", "content_type"): "one word to a script: how long until it locks",
    (
        "web/front/drafts.py",
        "JsonResponse",
    ): "what they typed themselves, to their own page's script",
    ("web/front/health.py", "content_type"): "one word: open",
    ("web/front/mistakes.py", "content_type"): "the sentence of a mistake, to a program",
    ("web/visitor/packs.py", "content_type"): "our own script; and looks at what was sent",
    ("web/handing_in.py", "content_type"): "a picture inside a page, to whoever holds its key",
    ("entry/bearer.py", "content_type"): "the sentence of a mistake, to a program",
    ("entry/once.py", "content_type"): "what an act of a program was answered before: an id",
    (
        "api/urls.py",
        "JsonResponse",
    ): "one word, open; what there is to ask, alike for all",
    ("web/auditor/verify.py", "StreamingHttpResponse"): "a page, sent while it is made",
    ("core/gate/leaves.py", "ZipFile"): "the gate reads what is to leave",
    ("engine/files.py", "write_whole"): "the proof of a plan, that a command was asked for: sums",
    ("engine/files.py", "ZipFile"): "reads such a proof",
    ("engine/files.py", "fdopen"): "the proof of a plan, that a command was asked for: sums",
    ("engine/kernels/kept.py", "write_bytes"): "our own loops, compiled",
    ("exchange/hmis/source.py", "ZipFile"): "reads what was sent to us",
    ("exchange/hmis/write.py", "ZipFile"): "packs an export, which the gate is then asked of",
    ("exchange/sheets.py", "ZipFile"): "reads what was sent to us",
    ("exchange/sheets.py", "Workbook"): "their own rows, for whoever brought the list",
    ("exchange/sheets.py", "write_bytes"): "the same, beside the list in a terminal",
    ("cli/exchange.py", "write_whole"): "what was wrong in which line of an export that came in",
    ("cli/backup.py", "write_whole"): "a public key",
    ("cli/init.py", "write_whole"): "keys of the holders, to print",
    ("cli/audit.py", "write_whole"): "a checkpoint: the hash of the log",
    ("actions/kept/witness.py", "write_whole"): "what the witness was told last",
    ("entry/trial.py", "write_whole"): "the ways in of invented people",
    ("store/keyring.py", "write_whole"): "keys, in the folder of the service",
    ("store/folder.py", "write_whole"): "how files of the folder are written",
    ("store/folder.py", "whole_file"): "the same",
    ("store/folder.py", "fdopen"): "the same",
    ("store/copies/make.py", "write_whole"): "copies, closed to a key that is kept elsewhere",
    ("store/copies/make.py", "whole_file"): "the same",
    ("store/copies/load.py", "write_whole"): "copies, put back",
}


def named(tree: ast.Module) -> Iterator[str]:
    """Every name that is called, given, or written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield from (one.arg for one in node.keywords if one.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_nothing_but_the_gates_own_hand_makes_a_file_or_an_answer_to_a_program() -> None:
    found = {(path, name) for path, tree in sources() for name in named(tree) if name in MAKERS}

    assert found - MAY_MAKE.keys() == set()
    assert MAY_MAKE.keys() - found == set()


def test_only_the_outbox_hands_anything_to_a_way() -> None:
    using = {
        path
        for path, tree in sources()
        if any(name.startswith("hearth.exchange.ways") for name in imported(tree))
    }

    assert {path for path in using if not path.startswith("exchange/ways/")} == {
        "actions/telling/outbox.py",  # asks the gate and sends
        "actions/telling/webhooks.py",  # asks the gate and calls
        "actions/daily.py",  # hands it the ways
        "cli/daily.py",  # reads which are set up
        "cli/serve.py",  # the same
    }
