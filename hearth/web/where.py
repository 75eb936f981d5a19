"""How somebody was met, and what a visit or a contact must be, in the words of those who go."""

from collections.abc import Mapping

from hearth.core.programme import Place
from hearth.core.where import Met, Must
from hearth.web.words import _, say

MET: Mapping[str, str] = {
    Met.HOME: _("At the home, or on a walk from its door"),
    Met.ELSEWHERE: _("Face to face, somewhere else"),
    Met.CALL: _("By telephone or video"),
}
MUST: Mapping[str, str] = {
    "in_person": _("Face to face: a call does not count."),
    Place.HOME: _("At the home, or on a walk from its door."),
    Place.ELSEWHERE: _("Away from the home."),
    "share": _("At the home, or on a walk from its door: too few of the last ones were."),
    "usual_home": _("At the home as a rule; somewhere else counts as well this time."),
}


def must_be(must: Must) -> list[str]:
    """Where and how a visit is to be held for it to count, in sentences."""
    codes = ["in_person"] if must.in_person else []
    if must.place is Place.HOME and must.share_min > 0:
        codes.append("share")
    elif must.place is not Place.EITHER:
        codes.append(must.place)
    elif must.usual is Place.HOME:
        codes.append("usual_home")
    return [say(MUST[code]) for code in codes]
