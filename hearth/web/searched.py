"""Words that others will read, on their way through a search for homes they must not tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.forms import Form

from hearth.actions.telling import refused
from hearth.core.errors import TellsTooMuch
from hearth.entry.guard import SignedVisit


@contextmanager
def searched(request: SignedVisit, form: Form, field: str, *, about: UUID) -> Iterator[None]:
    """Where the act within refuses the words, `field` says so, and the log that it did."""
    try:
        yield
    except TellsTooMuch as wrong:
        form.add_error(field, str(wrong))
        refused.write_down(about=about, by=request.by, now=request.now)
