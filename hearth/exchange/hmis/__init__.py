"""HUD HMIS CSV, the exchange format of homelessness services in the United States."""

from hearth.exchange.hmis.needs import PartyInNeed, parties_in_need
from hearth.exchange.hmis.read import read
from hearth.exchange.hmis.report import FileCount, Finding, Report, Verdict
from hearth.exchange.hmis.values import (
    Answer,
    Export,
    Health,
    Household,
    Inventory,
    Organisation,
    Person,
    Project,
    SourceInfo,
    Stay,
)
from hearth.exchange.hmis.views import canonical, same_people, shared_view
from hearth.exchange.hmis.write import packed

__all__ = [
    "Answer",
    "Export",
    "FileCount",
    "Finding",
    "Health",
    "Household",
    "Inventory",
    "Organisation",
    "PartyInNeed",
    "Person",
    "Project",
    "Report",
    "SourceInfo",
    "Stay",
    "Verdict",
    "canonical",
    "packed",
    "parties_in_need",
    "read",
    "same_people",
    "shared_view",
]
