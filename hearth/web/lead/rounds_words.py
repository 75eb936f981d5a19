"""The words of plans of visits, by the codes of engine and core."""

from collections.abc import Mapping

from hearth.engine.rounds.plan import NO_DAY, NO_ROOM, NO_VISITOR, NOBODY_THERE
from hearth.web.words import _

LEFT: Mapping[str, str] = {
    NO_VISITOR: _("Too few visitors may go there"),
    NOBODY_THERE: _("Those who may go are away on every day it could be made"),
    NO_DAY: _("Its days, or the hours when the person can be seen, are not among these"),
    NO_ROOM: _("The days of those who may go are full, or a home at odds has its days"),
}
AGAINST: Mapping[str, str] = {
    "language": _("no shared language"),
    "gender": _("another gender was asked for"),
    "training": _("training is missing"),
    "refused": _("the person said no"),
    "conflict": _("tied to the home, or to somebody hostile"),
    "own_worker": _("is a caseworker of the case, or was"),
    "too_many_substitutes": _("a substitute too often in a year"),
    "substitute_twice_running": _("a substitute twice running"),
}
