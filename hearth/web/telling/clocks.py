"""Clocks to choose from, by the names of their cities in the reader's language."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from hearth.web.words import language

# Under which older names Unicode's tables have them.
CLDR = {
    "Europe/Kyiv": "Europe/Kiev",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Kathmandu": "Asia/Katmandu",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
}
# Cities whose clocks differ, those first where services of this kind work and people flee from.
NAMES = (
    *("Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Madrid", "Europe/Paris"),
    *("Europe/Berlin", "Europe/Rome", "Europe/Vienna", "Europe/Warsaw", "Europe/Prague"),
    *("Europe/Stockholm", "Europe/Helsinki", "Europe/Vilnius", "Europe/Bucharest"),
    *("Europe/Sofia", "Europe/Athens", "Europe/Chisinau", "Europe/Kyiv", "Europe/Istanbul"),
    *("Europe/Minsk", "Europe/Moscow", "Asia/Tbilisi", "Asia/Yerevan", "Asia/Baku"),
    *("Asia/Beirut", "Asia/Damascus", "Asia/Jerusalem", "Asia/Amman", "Asia/Baghdad"),
    *("Asia/Riyadh", "Asia/Dubai", "Asia/Tehran", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata"),
    *("Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo"),
    *("Africa/Casablanca", "Africa/Algiers", "Africa/Tunis", "Africa/Tripoli", "Africa/Cairo"),
    *("Africa/Khartoum", "Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Halifax"),
    *("America/Toronto", "America/Vancouver", "America/Mexico_City", "America/Guatemala"),
    *("America/Bogota", "America/Caracas", "America/Lima", "America/Santiago"),
    *("America/Argentina/Buenos_Aires", "America/Sao_Paulo", "Australia/Sydney"),
    *("Australia/Perth", "Pacific/Auckland"),
)


def clocks(ours: str) -> list[tuple[str, str]]:
    """What a field offers: the service's own, said by `ours`, then others by their cities."""
    return [("", ours), *_named(language())]


def clock_name(zone: str) -> str:
    """A clock as its reader knows it."""
    return dict(_named(language())).get(zone, zone)


@cache
def _named(code: str) -> tuple[tuple[str, str], ...]:
    cities = Locale.parse(code).time_zones
    named = {name: _city(cities.get(CLDR.get(name, name)), name) for name in NAMES}
    return tuple(sorted(named.items(), key=lambda pair: pair[1]))


def _city(told: Mapping[str, object] | None, name: str) -> str:
    """The city in a language; where that does not name it, the last word of the clock's name."""
    said = told.get("city") if told is not None else None
    return str(said) if said else name.rpartition("/")[2].replace("_", " ")
