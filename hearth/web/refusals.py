"""Sentences of rules and values that a resident or a host can meet, in the reader's own language.

The floors below speak English alone, and what they raise is one sentence. It is known again as a
whole, with its places; what is not in the table stands as it was said.
"""

import re
from collections.abc import Mapping
from re import Pattern

from hearth.web.words import _, say

OVER = _("That cannot be done any more, or not yet, as it stands now.")
OTHERS = _("That is somebody else's to do.")
SENTENCES = (
    _("%(count)s letters came today; write again tomorrow"),
    _("%(count)s periods are told already; take one out first"),
    _("Wait %(count)s seconds, then try again"),
    _("a home has at most %(count)s rooms for guests"),
    _("a period has at least one day"),
    _("a period must end before it comes back"),
    _("a stay ends on a day from %(first)s, the move, to %(last)s"),
    _("a wish to stay needs a stay"),
    _("after %(count)s days only the person may take this back"),
    _("days are opened and closed for at most two years ahead"),
    _("nothing has become permanent here, so nothing can be taken back"),
    _("nothing was chosen, so nothing was changed"),
    _("press yes or no"),
    _("somebody acted in between; look again, then decide"),
    _("somebody sleeps in that room, or is about to; change it afterwards"),
    _("the home has no such room"),
    _("there are %(count)s papers already: delete those that nobody needs"),
    _("there is nothing to answer here now"),
    _("these days have passed already"),
    _("this programme has no form of permanence"),
    _("this waits for no word of yours now; it is as you left it"),
    _("this was sent already"),
    _("too much is begun and not finished; finish or delete some of it first"),
    _("you are not signed in any more, so this was not sent; sign in and send it again"),
    _("you have asked already, and are answered first"),
    _("you have said that already, or it is decided by now"),
)
PLACE = re.compile(r"%\\\((\w+)\\\)s")  # in a text whose own signs are escaped


def _pattern(text: str) -> Pattern[str]:
    places = PLACE.sub(lambda found: f"(?P<{found[1]}>.+)", re.escape(text))
    return re.compile(places, re.DOTALL)


KNOWN: Mapping[Pattern[str], str] = {
    **{_pattern(text): text for text in SENTENCES},
    re.compile(r"cannot \w+ from \w+"): OVER,
    re.compile(r"only the .+ may .+, not the \w+"): OTHERS,
}


def known(sentence: str) -> bool:
    """Whether a sentence stands in the table."""
    return any(pattern.fullmatch(sentence) for pattern in KNOWN)


def said(sentence: str) -> str:
    """What was refused and why, in the language of this request. Cost: one match per line."""
    for pattern, text in KNOWN.items():
        if found := pattern.fullmatch(sentence):
            return say(text) % found.groupdict()
    return sentence
