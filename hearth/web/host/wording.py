"""The words of the host's pages, by the core's own."""

from collections.abc import Callable, Mapping

from hearth.core.person import Feature, Gender, Trait
from hearth.core.programme import Scope
from hearth.core.vetting import Stand
from hearth.web.words import _, say_many

FEATURES: Mapping[str, str] = {
    Feature.STEP_FREE: _("No steps: a wheelchair can come in and get about"),
    Feature.GROUND_FLOOR_BATH: _("A bathroom on the ground floor"),
    Feature.SMOKE_FREE: _("Nobody smokes indoors"),
    Feature.PETS: _("There are animals"),
    Feature.KITCHEN: _("A guest may cook in the kitchen"),
    Feature.LOCKED_ROOM: _("The guest's room can be locked"),
    Feature.MEN: _("A man lives here, or visits often"),
    Feature.WOMEN: _("A woman lives here, or visits often"),
    Feature.CHILDREN: _("Children live here, or visit often"),
    Feature.OTHER_GUESTS: _("There are other guests or lodgers"),
    Feature.AFFIRMING: _("Everybody here welcomes lesbian, gay, bisexual and trans people"),
    Feature.MEDICINE_STORE: _("There is a safe place, or a fridge, for medicine"),
    Feature.SHARED_BATH: _("The bathroom is shared"),
}
"""What a home may have, as its host is asked. Training is entered by the office."""

AGES: Mapping[str, Callable[[int], str]] = {
    "baby": lambda num: say_many("%(num)s baby", "%(num)s babies", num),
    "child under 10": lambda num: say_many(
        "%(num)s child under 10", "%(num)s children under 10", num
    ),
    "young person": lambda num: say_many("%(num)s young person", "%(num)s young people", num),
    "adult": lambda num: say_many("%(num)s adult", "%(num)s adults", num),
    "adult of 65 or more": lambda num: say_many(
        "%(num)s adult of 65 or more", "%(num)s adults of 65 or more", num
    ),
    "of an age not said": lambda num: say_many(
        "%(num)s person of an age not said", "%(num)s people of an age not said", num
    ),
}
"""How many are of a band, by the band as it stands on a card, which is sealed as English text."""

PREPARE: Mapping[str, str] = {
    Feature.STEP_FREE: _("a way in without steps"),
    Feature.GROUND_FLOOR_BATH: _("a bathroom on the ground floor"),
    Feature.SMOKE_FREE: _("a home without smoke"),
    Feature.KITCHEN: _("a kitchen they may use"),
}
ALONG: Mapping[str, str] = {
    Trait.CHILDREN: _("children"),
    Trait.INFANT: _("a baby"),
    Trait.PETS: _("an animal"),
    Trait.SMOKER: _("somebody who smokes"),
}
CANNOT_TAKE: Mapping[str, str] = {
    Trait.CHILDREN: _("Children"),
    Trait.INFANT: _("A baby"),
    Trait.PETS: _("Animals"),
    Trait.SMOKER: _("Somebody who smokes"),
}
GENDERS: Mapping[str, str] = {
    Gender.WOMAN: _("Women"),
    Gender.MAN: _("Men"),
    Gender.NON_BINARY: _("Non-binary people"),
    Gender.UNKNOWN: _("Somebody who has not told us"),
}
STANDS: Mapping[str, tuple[str, str]] = {
    Stand.DONE: (_("Done"), ""),
    Stand.BEGUN: (_("Begun"), "light-blue"),
    Stand.TO_DO: (_("Not started"), "blue"),
    Stand.AGAIN: (_("To be done again"), "yellow"),
    Stand.TALK: (_("The office will ring you"), "yellow"),
    Stand.LATER: (_("Cannot start yet"), "grey"),
}
LAPSES_SOON = (_("Done, and lapses soon"), "yellow")
BRING: Mapping[str, str] = {
    Scope.HOST: _("Bring a paper with your photograph, and one with your address."),
    Scope.HOME: _("Somebody comes to your home. Be there, and show each room."),
    Scope.EVERY_ADULT: _("Each adult of your home brings a paper with their photograph."),
    Scope.MEMBER_OVER: _("Each one of this age brings a paper with their photograph."),
}
DONE: Mapping[str, str] = {
    "sent": _("What you wrote has reached the office."),
    "home": _("Your home is written down as it is now. The office sees the change."),
    "limits": _("Who may stay is written down. Nobody asks you why."),
    "days": _("Your calendar is written down."),
    "tonight": _("Thank you. We know about tonight."),
    "answered": _("Your answer is written down. Nobody hears it before the moment below."),
    "diary": _("Your entry is kept."),
    "said": _("The service has it. Thank you for saying."),
    "wish": _("What you wish is written down. Nobody else has heard of it from us."),
    "reversed": _("It is taken back. The stay goes on as it was."),
}
STATES: Mapping[str, str] = {
    "arranged": _("A meeting is arranged"),
    "waiting": _("You have met"),
    "goes_on": _("It goes on"),
    "ended": _("Ended"),
}
STAYS: Mapping[str, str] = {
    "planned": _("Comes to live here"),
    "living": _("Lives here"),
    "permanent": _("Lives here for good"),
    "ended": _("The stay has ended"),
    "cancelled": _("The move was cancelled"),
}
WISHES: Mapping[str, str] = {
    "open": _("You have said nothing about it, or you have taken it back."),
    "you_wish": _("You have said that you wish it. Nobody is told before both have."),
    "both_wish": _("Both wish it, each by themselves. Nobody hurries you."),
    "permanent": _("It is for good. It can be taken back."),
    "refused": _(
        "We do not make this stay one for good. It goes on as before, and nothing else changes. "
        "Nobody is at fault, and why we decide is told to neither of you."
    ),
}
