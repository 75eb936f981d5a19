"""What goes out: an export that leaves out whomever a victim service knows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.exchange.hmis.report import Report
from hearth.exchange.hmis.stays import households
from hearth.exchange.hmis.values import Export, Stay
from hearth.exchange.hmis.views import shared_view
from hearth.store import events, records
from hearth.store.access import SignedIn
from hearth.store.records import HMIS_PERSON, HMIS_SOURCE, HmisPerson, HmisSource

PURPOSE = "export"


@transaction.atomic
def export_hmis(*, source: str | None, by: SignedIn, now: datetime) -> Export:
    """The people of one source as an HMIS export, without anybody a victim service knows.

    Raises NotFound where nothing was imported, or several sources were and none is named.
    """
    told = records.all_of(HmisSource, HMIS_SOURCE, by=by, now=now, purpose=PURPOSE).values()
    chosen = [one for one in told if source is None or one.source.key == source]
    if len(chosen) != 1:
        if not told:
            raise NotFound("nothing was imported here, so there is nothing to export")
        there = ", ".join(sorted(one.source.key for one in told)) or "none"
        raise NotFound(f"name one source with --source; there are: {there}")
    found = records.all_of(HmisPerson, HMIS_PERSON, by=by, now=now, purpose=PURPOSE).values()
    theirs = [one for one in found if one.source == chosen[0].source.key]
    whole = as_told(chosen[0], theirs)
    shared = shared_view(whole)
    events.record("exchange.exported", by=by, about=str(len(shared.people)), now=now)
    return shared


def as_told(source: HmisSource, found: Sequence[HmisPerson]) -> Export:
    """The people of one source as its exports have told them so far, as one export."""
    stays: dict[str, Stay] = {stay.key: stay for one in found for stay in one.stays}
    people = {one.person.key: one.person for one in found}
    return Export(
        source=source.source,
        people=people,
        organisations=source.organisations,
        projects=source.projects,
        stays=stays,
        households=households(list(stays.values()), people),
        inventory=source.inventory,
        protected=frozenset(one.person.key for one in found if one.protected),
        report=Report({}, ()),
    )
