"""Words for what a person needs, refuses and brings, as they are asked and shown."""

from collections.abc import Collection, Iterable, Mapping

from hearth.core.home import Kind
from hearth.core.person import Bond, Feature, Gender
from hearth.core.place import Danger
from hearth.web.words import _, say

NEEDED: Mapping[Feature, str] = {
    Feature.LOCKED_ROOM: _("A room that locks"),
    Feature.STEP_FREE: _("No steps"),
    Feature.GROUND_FLOOR_BATH: _("A bath on the ground floor"),
    Feature.SMOKE_FREE: _("Nobody smokes"),
    Feature.AFFIRMING: _("To be taken as they are"),
    Feature.KITCHEN: _("To cook for themselves"),
    Feature.PETS: _("Room for an animal they bring"),
    Feature.MEDICINE_STORE: _("A safe place for medicine"),
    Feature.TRAINED_FOR_PERIODS: _("Hosts who know what to do in a hard time"),
    Feature.WOMEN: _("Women in the home"),
}
REFUSED: Mapping[Feature, str] = {
    Feature.MEN: _("Men living there"),
    Feature.WOMEN: _("Women living there"),
    Feature.CHILDREN: _("Children living there"),
    Feature.PETS: _("Animals"),
    Feature.OTHER_GUESTS: _("Other guests"),
    Feature.SHARED_BATH: _("A shared bathroom"),
}
KINDS: Mapping[Kind, str] = {
    Kind.HOST_HOME: _("A host's home"),
    Kind.FAMILY: _("A family's home"),
    Kind.SUPPORTED: _("A supported home"),
    Kind.CONGREGATE: _("A house with many others"),
}
GENDERS: Mapping[Gender, str] = {
    Gender.UNKNOWN: _("Not said"),
    Gender.WOMAN: _("Woman"),
    Gender.MAN: _("Man"),
    Gender.NON_BINARY: _("Non-binary"),
}
BONDS: Mapping[str, str] = {
    "": _("Something else, or not said"),
    Bond.PARENT_CHILD: _("Their child"),
    Bond.COUPLE: _("Their partner"),
    Bond.SIBLINGS: _("Their brother or sister"),
}
TIERS: Mapping[int, str] = {
    0: _("Tonight: they have nowhere safe to sleep"),
    1: _("Within days: where they are can last a few nights"),
    2: _("Within weeks: where they are is safe for now"),
}


def choices(words: Mapping[str, str] | Mapping[int, str]) -> list[tuple[str, str]]:
    """What a field offers, in the reader's language."""
    return [(str(value), say(text)) for value, text in words.items()]


def features(chosen: Iterable[Feature], words: Mapping[Feature, str]) -> list[str]:
    """Features in words; one that is asked of nobody by its own name."""
    return [say(words.get(one, str(one).replace("_", " "))) for one in sorted(chosen)]


def areas(refused: Iterable[str], strange: Collection[str]) -> str:
    """Areas that are refused; of `strange` ones it is said that no home lies there."""
    nowhere = _("%(area)s (no home lies in an area of this name: is it called otherwise?)")
    return "; ".join(
        say(nowhere) % {"area": one} if one in strange else one for one in sorted(refused)
    )


def dangers(told: Iterable[Danger]) -> str:
    """Places on the map to keep away from, with how far."""
    return "; ".join(
        say(_("%(at)s, at least %(km)s km away")) % {"at": _point(one), "km": _plain(one.km)}
        if one.km
        else say(_("%(at)s, as far away as the rules say")) % {"at": _point(one)}
        for one in told
    )


def danger_line(danger: Danger) -> str:
    """One of them as it is typed."""
    return ", ".join((_point(danger), *([_plain(danger.km)] if danger.km else [])))


def _point(danger: Danger) -> str:
    return f"{_plain(danger.at.latitude)}, {_plain(danger.at.longitude)}"


def _plain(number: float) -> str:
    """To the millimetre, with no zeros at the end."""
    return f"{number:.8f}".rstrip("0").rstrip(".")
