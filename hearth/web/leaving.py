"""The one place where a file goes out of a page. It asks the gate what may stand in it.

Nothing else in the tree makes an attachment; a test looks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from hearth.core.errors import RuleBroken
from hearth.core.gate import Message, may_be_told
from hearth.core.result import Release

PDF = "application/pdf"
# Names that a file may have. None says what it is of, for it lies in a folder of downloads.
NAMES = frozenset(
    {
        *("card.pdf", "sheet.pdf", "note.pdf", "rows.csv", "rows.xlsx", "plan.npz"),
        *("checkpoint.txt", "paper.bin"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a file tells, and what lets it: every fact of it that tells a place or a name."""

    message: Message
    releases: Collection[Release]


def file(
    content: bytes | str, *, kind: str, name: str, on: date, told: Told | None
) -> HttpResponse:
    """A file as an answer. `told` None: it tells no place and no name; a comment there says why.

    Raises RuleBroken where a fact in it is not released to whom it is for; ValueError for a name
    that nobody looked at.
    """
    if name not in NAMES:
        raise ValueError(f"no file leaves under this name; there are {sorted(NAMES)}")
    if told is not None and not may_be_told(told.message, told.releases, on).allowed:
        raise RuleBroken("what would stand in this file is not released to whom it is for")
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
