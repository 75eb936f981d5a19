"""The words of the visitor's pages, by the core's own."""

from collections.abc import Mapping

from hearth.core.checks import With


def _(text: str) -> str:
    """Marks a text for the catalogues; it is said when it is shown."""
    return text


TALKS: Mapping[str, str] = {
    With.RESIDENT: _("The talk with the guest, alone"),
    With.HOST: _("The talk with the host"),
}
AGAINST: Mapping[str, str] = {
    "no_talk_with_resident": _("The talk with the guest is not written down."),
    "no_talk_with_host": _("The talk with the host is not written down."),
    "not_alone": _("The host could hear the guest. The guest must be seen alone."),
    "not_apart": _("The two talks were held at the same time. They must be held one by one."),
    "not_yet": _("A talk ends later than now."),
}
ASK: Mapping[str, tuple[str, ...]] = {
    With.RESIDENT: (
        _("How are you? How do you sleep?"),
        _("What is a usual day here like? What may you do, and what not?"),
        _("Is your door yours? Who comes in, and when?"),
        _("Is there anything you do not like, or are afraid of?"),
        _("Whom can you ring? Is your telephone yours?"),
        _("Would you like to stay here, to move, or to think about it?"),
        _("May we do anything? What shall nobody be told?"),
    ),
    With.HOST: (
        _("How is it going? What is harder than you thought?"),
        _("Has anything changed: who lives here, who visits, the rooms?"),
        _("What do you need from us?"),
    ),
}
DONE: Mapping[str, str] = {
    "taken": _("This visit is yours today."),
    "laid_down": _("You have given the visit back. The address is closed again."),
    "written": _("The talk is written down. You alone can read it until you hand it in."),
    "held": _("The visit counts. What was said is sealed; you can no longer read it."),
    "not_counted": _(
        "The visit is recorded and does not count. What was said is sealed, "
        "and the visit is due again."
    ),
}
