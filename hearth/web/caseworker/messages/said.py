"""The words for messages: how one stands, and what was against it."""

from collections.abc import Mapping

from hearth.core.gate.outbox import State
from hearth.core.reach import Channel
from hearth.web.words import _

STATE: Mapping[State, tuple[str, str]] = {
    State.QUEUED: (_("waits"), "blue"),
    State.SENDING: (_("is being sent"), "blue"),
    State.SENT: (_("sent"), ""),
    State.REFUSED: (_("did not leave"), "red"),
    State.CANCELLED: (_("stopped"), "grey"),
}
BY: Mapping[Channel, str] = {Channel.MAIL: _("by mail"), Channel.TEXT: _("by text message")}
WHY: Mapping[str, str] = {
    "no_contact": _("They have not said how they may be reached. Wait until they come."),
    "way_not_safe": _("None of the ways set up here is one that they marked as safe."),
    "no_longer_said": _("What they said is safe no longer holds. Ask them again when they come."),
    "not_now": _("No hour that they marked as safe is near."),
    "too_late": _("The day it was about has passed."),
    "word_to_avoid": _("It cannot be said without a word that they asked to avoid."),
    "interrupted": _("Nobody knows whether it left. It is not sent twice; ask when they come."),
    "not_taken": _("The server at the other end did not take it."),
    "no_way": _("Nothing is set up that could carry it."),
}
NOT_WANTED = _("They have not said how they may be reached, so nothing is sent")
NOT_RELEASED = _("It tells something that is not released to whom it is for.")


def why(code: str) -> str:
    """What was against a message."""
    return WHY.get(code, NOT_RELEASED if code.endswith("_not_released") else "")
