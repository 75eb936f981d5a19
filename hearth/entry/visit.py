"""A request as pages see it."""

from datetime import datetime

from django.http import HttpRequest

from hearth.core.gate.leaves import Told
from hearth.core.sign_in import Standing
from hearth.entry.running import Running
from hearth.store.access import SignedIn
from hearth.store.posts import Sent
from hearth.store.tokens import Program


class Visit(HttpRequest):
    """A request, with whoever makes it. `by` is None for somebody who is not signed in.

    `standing` says how far their session is; `half` is whoever is still on their way in,
    for the pages of the way in alone. `handed_over`: the device is in other hands than those
    that signed in on it. `sent`: a form that is being done, and was not sent before.
    `program`: what a program came in by, which no page looks at. `told`: the facts that stand in
    what it is answered, for the gate.
    """

    by: SignedIn | None
    half: SignedIn | None
    standing: Standing
    handed_over: bool
    now: datetime
    running: Running
    sent: Sent | None
    program: Program | None
    told: Told | None


class SignedVisit(Visit):
    """A request of somebody who has signed in."""

    by: SignedIn


class ProgramVisit(SignedVisit):
    """A request of a program that has signed in."""

    program: Program
