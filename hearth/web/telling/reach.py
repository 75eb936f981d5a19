"""How somebody may be reached, in the sentences that stand on their case."""

from collections.abc import Iterator, Mapping
from datetime import date

from hearth.core.reach import Channel, Reach
from hearth.web.words import _, day, say

NEVER_SAID = _("Do not contact them: they have not said that any way is safe.")
NOT_AT_ALL = _("Do not contact them. They have asked for it.")
NO_LONGER = _("Do not contact them: what they said held until %(day)s. Ask when they come.")
OF_A_COPY = _(
    "Do not contact them: a backup of this service was put back on %(day)s, and they may have said "
    "otherwise after it was made. Ask when they come."
)
WAYS: Mapping[Channel, str] = {
    Channel.CALL: _("Call %(to)s."),
    Channel.TEXT: _("Send a text message to %(to)s."),
    Channel.MAIL: _("Write a mail to %(to)s."),
    Channel.LETTER: _("Post a letter to %(to)s."),
}


def reach(said: Reach | None, today: date) -> str:
    """What is safe today, in one line; that nobody contacts them, wherever that is not certain."""
    if said is None:
        return say(NEVER_SAID)
    return " ".join((*_safe(said, today), *_avoid(said)))


def _safe(said: Reach, today: date) -> Iterator[str]:
    if said.is_none:
        yield say(NOT_AT_ALL)
    elif said.restored_on is not None:
        yield say(OF_A_COPY) % {"day": day(said.restored_on)}
    elif not said.holds(today):
        yield say(NO_LONGER) % {"day": day(said.holds_until)}
    else:
        yield from (say(WAYS[way]) % {"to": _to(said, way)} for way in sorted(said.channels))
        yield from _how(said)


def _to(said: Reach, way: Channel) -> str:
    return ", ".join(said.address_of(way).splitlines())


def _how(said: Reach) -> Iterator[str]:
    if said.first_hour is not None and said.last_hour is not None:
        hours = {"first": f"{said.first_hour:%H:%M}", "last": f"{said.last_hour:%H:%M}"}
        yield say(_("Only from %(first)s to %(last)s, by their clock.")) % hours
    if Channel.CALL in said.channels:
        yield say(_("You may leave a message.") if said.voicemail else _("Leave no message."))
    yield say(_("This holds until %(day)s.")) % {"day": day(said.holds_until)}


def _avoid(said: Reach) -> Iterator[str]:
    if said.avoid:
        yield say(_("Never say or write: %(words)s")) % {"words": said.avoid}
