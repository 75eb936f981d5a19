"""What somebody began to write in a form of one page: kept until the form has been taken."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Final

from django.http import HttpRequest, HttpResponse

from hearth.actions import drafts
from hearth.core.errors import NotReady
from hearth.entry.typed import kept_of
from hearth.entry.visit import Visit
from hearth.store.database import in_one_sentence
from hearth.store.drafts import OF_PAGES

WAITS: Final = "begun"  # sent along where what was begun before has not been looked at


def name_of(path: str) -> str:
    """What the draft of a form is called that is sent to this address: 64 characters at most."""
    return f"{OF_PAGES}{sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:48]}"


class BegunMiddleware:
    """Deletes what was begun once its form has been taken: every form answers that by going on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: Visit) -> HttpResponse:
        response = self._next(request)
        taken = request.method == "POST" and 300 <= response.status_code < 400
        if taken and request.program is None and kept_of(request):
            self._drop(request)
        return response

    def _drop(self, request: Visit) -> None:
        if request.by is None or WAITS in request.POST:
            return
        with suppress(NotReady), in_one_sentence():  # then it goes by itself, some days later
            drafts.drop(start=name_of(request.path), by=request.by)
