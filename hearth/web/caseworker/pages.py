"""What every page of a case from the shortlist on is given, and the way back after an act."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit
from hearth.queries.casework.head import Head
from hearth.web.caseworker import said


def show(
    request: SignedVisit,
    template: str,
    head: Head,
    here: str,
    shown: Mapping[str, Any],
) -> HttpResponse:
    """A page of a case. `here` is its place in the case's menu."""
    done = said.DONE.get(request.GET.get("done", ""), "")
    values = {"head": head, "here": here, "said": said, "done_text": done, **shown}
    return render(request, f"caseworker/{template}.html", values)


def then(page: str, case: UUID, done: Word) -> HttpResponse:
    """To a page of the case, which says once what was done."""
    return back_to(f"caseworker:{page}", case, done=done)
