"""The words for messages: how one stands, and what was against it."""

from collections.abc import Mapping

from hearth.core.gate.outbox import State
from hearth.core.reach import Channel
from hearth.web.words import _

STATE: Mapping[State, tuple[str, str]] = {
    State.QUEUED: (_("waits"), "blue"),
    State.SENDING: (_("is being sent"), "blue"),
    State.BY_HAND: (_("for somebody to do"), "yellow"),
    State.SENT: (_("sent"), ""),
    State.REFUSED: (_("did not leave"), "red"),
    State.CANCELLED: (_("stopped"), "grey"),
}
BY: Mapping[Channel, str] = {
    Channel.MAIL: _("by mail"),
    Channel.TEXT: _("by text message"),
    Channel.CALL: _("by telephone"),
    Channel.LETTER: _("by letter"),
}
WHY: Mapping[str, str] = {
    "no_contact": _("They have not said how they may be reached. Wait until they come."),
    "way_not_safe": _("None of the ways set up here is one that they marked as safe."),
    "no_longer_said": _("What they said is safe no longer holds. Ask them again when they come."),
    "not_now": _("No hour that they marked as safe is near."),
    "too_late": _("The day it was about has passed."),
    "word_to_avoid": _("It cannot be said without a word that they asked to avoid."),
    "interrupted": _("Nobody knows whether it left. It is not sent twice; ask when they come."),
    "of_a_copy": _(
        "It waited when a backup was made that was put back, and may have left since. It is not "
        "sent twice; ask when they come."
    ),
    "not_taken": _("The server at the other end did not take it."),
    "no_way": _("Nothing is set up that could carry it."),
    "somebody_else": _("Somebody else answered. Nobody rings or texts until they say so anew."),
}
BY_HAND_DONE: Mapping[str, str] = {
    "posted": _("Written down: it is posted."),
    "reached": _("Written down: they were reached and told."),
    "not-reached": _("Written down. It comes back in two hours."),
    "not-safe": _("Written down. Nobody rings or texts them until they say anew that it is safe."),
    "not-any-more": _("Stop: it may not leave any more. Do not post it, and do not ring."),
}
NOT_WANTED = _("They have not said how they may be reached, so nothing is sent")
NOT_RELEASED = _("It tells something that is not released to whom it is for.")


def why(code: str) -> str:
    """What was against a message."""
    return WHY.get(code, NOT_RELEASED if code.endswith("_not_released") else "")
