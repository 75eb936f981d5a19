"""The words in which a resident reads what the core calls by short names."""

from collections.abc import Mapping

from hearth.core.person import Feature
from hearth.core.programme import DeclineConsequence
from hearth.web.words import _, say

FEATURES: Mapping[str, str] = {
    Feature.STEP_FREE: _("no steps"),
    Feature.GROUND_FLOOR_BATH: _("a bath on the ground floor"),
    Feature.SMOKE_FREE: _("nobody smokes"),
    Feature.PETS: _("animals"),
    Feature.KITCHEN: _("a kitchen I may use"),
    Feature.LOCKED_ROOM: _("a room that locks"),
    Feature.MEN: _("men in the home"),
    Feature.WOMEN: _("women in the home"),
    Feature.CHILDREN: _("children in the home"),
    Feature.OTHER_GUESTS: _("other guests in the home"),
    Feature.AFFIRMING: _("people are taken as they are"),
    Feature.TRAINED_FOR_PERIODS: _("somebody who knows how to help in hard times"),
    Feature.MEDICINE_STORE: _("a safe place for medicine"),
    Feature.SHARED_BATH: _("a shared bathroom"),
}
# What a person may need, and what they may refuse: nobody refuses a lock.
NEEDED = (
    Feature.STEP_FREE,
    Feature.GROUND_FLOOR_BATH,
    Feature.SMOKE_FREE,
    Feature.KITCHEN,
    Feature.LOCKED_ROOM,
    Feature.AFFIRMING,
    Feature.TRAINED_FOR_PERIODS,
    Feature.MEDICINE_STORE,
    Feature.WOMEN,
    Feature.PETS,
)
REFUSED = (
    Feature.MEN,
    Feature.WOMEN,
    Feature.CHILDREN,
    Feature.OTHER_GUESTS,
    Feature.PETS,
    Feature.SHARED_BATH,
)
PLACES: Mapping[str, str] = {
    "host_home": _("a room in somebody's home"),
    "supported": _("a home with support"),
    "family": _("my own family or relatives"),
    "congregate": _("a place with many people"),
    "emergency": _("a place for one night"),
}
ROLES: Mapping[str, str] = {
    "caseworker": _("a caseworker"),
    "clinician": _("somebody who assesses"),
    "visitor": _("a visitor who talks with you"),
    "lead": _("the safeguarding lead"),
    "manager": _("the manager"),
    "administrator": _("an administrator"),
    "auditor": _("the auditor"),
    "host": _("a host you agreed to meet"),
    "resident": _("somebody of your own party"),
    "clock": _("the program itself"),
    "office": _("the office: the caseworkers"),
    "safeguarding": _("the safeguarding lead, who is not the office"),
}
SECONDS: Mapping[str, str] = {
    "lead": _("another safeguarding lead"),
    "administrator": _("a holder of recovery"),
}
PURPOSES: Mapping[str, str] = {
    "intake": _("to write down what you told"),
    "own": _("to look at what is theirs"),
    "casework": _("to work on your case"),
    "board": _("to see what is due today"),
    "shortlist": _("to look for homes"),
    "match": _("to look for homes"),
    "why not": _("to see why a home was not offered"),
    "single changes": _("to see what would open more homes"),
    "recruit": _("to see which homes are missing"),
    "programme diff": _("to see what other rules would change"),
    "find a case": _("to find your case"),
    "import": _("to take over records of another service"),
    "export": _("to hand records to another service"),
    "sign-in": _("because you signed in"),
    "offer": _("to describe a home to you"),
    "consent": _("because you said yes to a home"),
    "introduction": _("to prepare a meeting"),
    "placement": _("to plan a move or a stay"),
    "check": _("to prepare a visit"),
    "visit": _("to prepare a visit"),
    "checks": _("to work out when visits are due"),
    "concern": _("to read what you told the safeguarding lead"),
    "weigh": _("to decide on what you told the safeguarding lead"),
    "act": _("to act on what you told the safeguarding lead"),
    "lead": _("to look after your safety"),
    "breach": _("to write down a telling that should not have been"),
    "assessment": _("to enter a result"),
    "permanence": _("to look at a wish to stay"),
    "testimony": _("to read what you said in confidence"),
    "emergency": _("to read everything, in an emergency, by two"),
    "letter": _("to read a letter of yours"),
    "openings": _("to see who opened what you said"),
    "lead's board": _("to see what must be decided"),
    "safe": _("to see whether you are safe"),
    "reach": _("to see how you may be reached"),
    "finding a home": _("finding a home"),
    "care": _("care"),
    "school": _("school"),
    "work": _("work"),
    "legal help": _("legal help"),
}
FOLLOWS: Mapping[str, str] = {
    DeclineConsequence.NONE: _("Go on looking, as before"),
    DeclineConsequence.PARK: _("No more homes for a while: I want a pause"),
    DeclineConsequence.UNTIL_REASSESSED: _("First go through what I need again"),
}
LEAVING: Mapping[str, str] = {
    "own_home": _("I have a home of my own"),
    "returned_home": _("I go back to where I lived"),
    "moved_for_safety": _("I am not safe here"),
    "moved_by_wish": _("I would rather not say"),
}
KINDS: Mapping[str, str] = {
    "worry": _("something worries me"),
    "complaint": _("somebody of the service did something wrong"),
    "allegation": _("somebody hurt or threatened me"),
}


def feature(code: str) -> str:
    """A feature of a home."""
    return _of(FEATURES, code)


def place(code: str) -> str:
    """A kind of place to live."""
    return _of(PLACES, code)


def role(code: str) -> str:
    """Whoever acts."""
    return _of(ROLES, code)


def second(code: str) -> str:
    """Whoever opened it as the second of two."""
    return _of(SECONDS, code)


def purpose(code: str) -> str:
    """What something was opened or released for."""
    return _of(PURPOSES, code)


def kind(code: str) -> str:
    """What a concern is."""
    return _of(KINDS, code)


def _of(words: Mapping[str, str], code: str) -> str:
    """The words for a code; of one that nobody has put in words, the code itself."""
    return say(words[code]) if code in words else code.replace("_", " ")


KNOWN: Mapping[str, str] = {
    "identity": _("Who I am"),
    "attributes": _("What I need, fear and refuse"),
    "result": _("What was found about me"),
    "offer": _("Homes that were offered to me"),
    "casework": _("How I was to move"),
    "testimony": _("What I said in confidence"),
    "letters": _("What I was answered"),
    "pause": _("Why nobody visited"),
    "contact": _("How you may reach me"),
    "outbox": _("What was sent to me"),
    "requests": _("What I asked to be told"),
}
