"""Every table, by the stage it belongs to."""

from hearth.store.models.accounts import ProposalRow
from hearth.store.models.applications import ApplicationRow, HostNoteRow
from hearth.store.models.checks import CheckRow, TalkRow
from hearth.store.models.concerns import (
    AsideRow,
    ConcernRow,
    EmergencyRow,
    LetterRow,
    NearRow,
    TonightRow,
)
from hearth.store.models.consent import ConsentRow
from hearth.store.models.draft import DraftRow
from hearth.store.models.due import DrawRow, DueRow, FeedRow, PauseRow, ReportRow, ScheduleRow
from hearth.store.models.hosts import HomeRow, HostRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.introduction import IntroductionRow
from hearth.store.models.log import EntryRow, HeadRow
from hearth.store.models.offer import OfferRow
from hearth.store.models.offices import OfficeRow
from hearth.store.models.outbox import OutboxRow
from hearth.store.models.packs import PackedRow, PackRow, ParcelRow
from hearth.store.models.papers import PaperRow, PieceRow
from hearth.store.models.people import PartyMemberRow, PartyRow, PersonRow, StayRow
from hearth.store.models.permanence import PermanenceRow
from hearth.store.models.placement import PlacementRow
from hearth.store.models.post import PostRow
from hearth.store.models.programme import ProgrammeRow
from hearth.store.models.result import BreachRow, ReleaseRow, ResultRow
from hearth.store.models.retention import KeepingRow, RequestRow
from hearth.store.models.rounds import RoundRow
from hearth.store.models.seal import (
    GrantRow,
    ItemRow,
    MemberRow,
    PrincipalRow,
    RetiredKeyRow,
    SessionRow,
    ShareRow,
)
from hearth.store.models.shortlist import ShortlistRow
from hearth.store.models.sign_in import MistakeRow, SignInRow, TokenRow, WebhookRow
from hearth.store.models.transfer import TransferRow

__all__ = [
    "ApplicationRow",
    "AsideRow",
    "BreachRow",
    "CaseRow",
    "CheckRow",
    "ConcernRow",
    "ConsentRow",
    "DraftRow",
    "DrawRow",
    "DueRow",
    "EmergencyRow",
    "EntryRow",
    "FeedRow",
    "GrantRow",
    "HeadRow",
    "HomeRow",
    "HostNoteRow",
    "HostRow",
    "IntroductionRow",
    "ItemRow",
    "KeepingRow",
    "LetterRow",
    "MemberRow",
    "MistakeRow",
    "NearRow",
    "OfferRow",
    "OfficeRow",
    "OutboxRow",
    "PackRow",
    "PackedRow",
    "PaperRow",
    "ParcelRow",
    "PartyMemberRow",
    "PartyRow",
    "PauseRow",
    "PermanenceRow",
    "PersonRow",
    "PieceRow",
    "PlacementRow",
    "PostRow",
    "PrincipalRow",
    "ProgrammeRow",
    "ProposalRow",
    "ReleaseRow",
    "ReportRow",
    "RequestRow",
    "ResultRow",
    "RetiredKeyRow",
    "RoundRow",
    "ScheduleRow",
    "SessionRow",
    "ShareRow",
    "ShortlistRow",
    "SignInRow",
    "StayRow",
    "TalkRow",
    "TokenRow",
    "TonightRow",
    "TransferRow",
    "WebhookRow",
]
