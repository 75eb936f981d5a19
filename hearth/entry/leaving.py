"""How what the gate let out is handed over: as a file, as something that is read, as an answer.

Nothing else in the tree makes a file, a calendar or an answer to a program; a test looks. Pages
and the interface for programs use the same functions.
"""

import json
from datetime import date
from pathlib import Path

from django.http import HttpResponse

from hearth.core.gate.leaves import Asked, Leaves, Let, Told, let_out
from hearth.store.folder import write_whole

LET = "let"  # where an answer bears what let it out; it is not sent


def hand_out(let: Let, *, status: int = 200) -> HttpResponse:
    """What was let out, as an answer; under its name where it has one."""
    answer = HttpResponse(let.content, content_type=let.kind, status=status)
    if let.name:
        answer["Content-Disposition"] = f'attachment; filename="{let.name}"'
    answer["Cache-Control"] = "no-store"
    setattr(answer, LET, let)
    return answer


def write(let: Let, path: Path) -> None:
    """What was let out, as a file that a command was asked for. Raises NotReady."""
    write_whole(path, let.content)


def answer(
    data: object,
    *,
    on: date,
    told: Told | None = None,
    what: Leaves = Leaves.ANSWER,
    status: int = 200,
) -> HttpResponse:
    """An answer to a program. Where a field is called by what it tells, `told` has the fact.

    Raises RuleBroken where a field tells something that nobody let (see `leaves.TELLING`).
    """
    content = json.dumps(data).encode()
    return hand_out(let_out(Asked(what=what, content=content, on=on, told=told)), status=status)
