"""An export seen another way: for comparing, and for sharing."""

from dataclasses import replace

from hearth.exchange.hmis.report import Report
from hearth.exchange.hmis.stays import households
from hearth.exchange.hmis.values import Export, Household, Person, Stay

Canonical = tuple[tuple[Person, ...], tuple[Stay, ...], tuple[Household, ...]]


def canonical(export: Export) -> Canonical:
    """People, stays with their exits, and households, in an order that no file decides.

    Two exports of the same people are equal here whatever their version.
    """
    grouped = (
        replace(each, members=tuple(sorted(each.members)), stays=tuple(sorted(each.stays)))
        for each in export.households.values()
    )
    return (
        tuple(sorted(export.people.values(), key=lambda each: each.key)),
        tuple(sorted(export.stays.values(), key=lambda each: each.key)),
        tuple(sorted(grouped, key=lambda each: each.key)),
    )


def same_people(one: Export, other: Export) -> bool:
    """Whether two exports, of whatever version, tell the same people, stays and households."""
    return canonical(one) == canonical(other)


def shared_view(export: Export) -> Export:
    """What may be shown to other services: nobody who was ever with a victim service.

    Such people are left out whole, their stays elsewhere too, because a stay elsewhere is
    enough to find somebody. A stay that was refused or deleted hides them as well, and so does
    having no stay at all: then nothing says which service knows them. The projects and
    organisations of victim services and the report with its record keys are left out as well.
    Source: Violence Against Women Act, 34 U.S.C. 12291(b)(2), which forbids victim services
    to disclose who they serve.
    """
    hidden = export.protected
    stays = {key: stay for key, stay in export.stays.items() if stay.person not in hidden}
    people = {key: person for key, person in export.people.items() if key not in hidden}
    organisations = {k: o for k, o in export.organisations.items() if not o.victim_service}
    projects = {k: p for k, p in export.projects.items() if p.organisation in organisations}
    return replace(
        export,
        people=people,
        stays=stays,
        households=households(list(stays.values()), people),
        organisations=organisations,
        projects=projects,
        inventory={k: i for k, i in export.inventory.items() if i.project in projects},
        report=Report({}, ()),
    )
