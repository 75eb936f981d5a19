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
WRONG: Mapping[str, str] = {
    "missing": _("Choose an answer; that they did not want to say is one"),
    "too_long": _("This is too long to be kept in one piece: shorten it"),
    "no_choice": _("Choose one of these"),
    "no_boolean": _("Choose yes or no"),
    "no_date": _("Write a day as year, month and day, like 2026-03-27"),
    "not_asked": _("This does not go with what is chosen above; change one of the two"),
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
