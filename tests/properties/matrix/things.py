"""Every thing of the world by its kind, and what somebody has to do with it, read from the rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db.models import Q, QuerySet

from hearth.core.accounts import ROLES, What, decided_by
from hearth.core.audience import Audience
from hearth.core.policy import Relation, Thing
from hearth.store import offices
from hearth.store.access import SignedIn
from hearth.store.models import (
    ApplicationRow,
    AsideRow,
    CaseRow,
    CheckRow,
    ConcernRow,
    DueRow,
    EmergencyRow,
    HomeRow,
    HostRow,
    IntroductionRow,
    ItemRow,
    KeepingRow,
    MemberRow,
    OfferRow,
    OutboxRow,
    PackRow,
    PaperRow,
    PersonRow,
    PlacementRow,
    PrincipalRow,
    ProposalRow,
    ReleaseRow,
    RequestRow,
    ResultRow,
    RoundRow,
    TonightRow,
    TransferRow,
)
from hearth.store.uploads import KIND

Ids = list[object]
# What a thing belongs to, for whoever lives or hosts: the principals whose it is, and those who
# are of the same case beside.
_OF_CASE = "party__members__person__principal"
_OF_HOST = "home__host__principal"
OWNERS: Mapping[Thing, tuple[type, Mapping[Audience, str], Mapping[Audience, str]]] = {
    Thing.CASE: (
        CaseRow,
        {Audience.RESIDENT: _OF_CASE},
        {Audience.HOST: f"offers__{_OF_HOST}"},
    ),
    Thing.OFFER: (
        OfferRow,
        {Audience.RESIDENT: f"case__{_OF_CASE}"},
        {Audience.HOST: _OF_HOST},
    ),
    Thing.MEETING: (
        IntroductionRow,
        {Audience.HOST: f"offer__{_OF_HOST}", Audience.RESIDENT: f"offer__case__{_OF_CASE}"},
        {Audience.HOST: f"offer__case__offers__{_OF_HOST}"},
    ),
    Thing.STAY: (
        PlacementRow,
        {Audience.HOST: _OF_HOST, Audience.RESIDENT: f"case__{_OF_CASE}"},
        {Audience.HOST: f"case__offers__{_OF_HOST}"},
    ),
    Thing.HOME: (HomeRow, {Audience.HOST: "host__principal"}, {}),
    Thing.HOST: (HostRow, {Audience.HOST: "principal"}, {}),
    Thing.RESULT: (
        ResultRow,
        {Audience.RESIDENT: "person__principal", Audience.CLINICIAN: "clinician"},
        {},
    ),
    Thing.RELEASE: (ReleaseRow, {Audience.RESIDENT: "result__person__principal"}, {}),
    Thing.CHECK: (CheckRow, {Audience.VISITOR: "visitor"}, {}),
    Thing.CONCERN: (ConcernRow, {Audience.RESIDENT: "raised_by"}, {}),
    Thing.TONIGHT: (TonightRow, {}, {}),
    Thing.PACK: (PackRow, {Audience.VISITOR: "visitor"}, {}),
    Thing.EMERGENCY: (EmergencyRow, {}, {}),
    Thing.ROUND: (RoundRow, {}, {}),
    Thing.DUTY: (DueRow, {}, {}),
    Thing.ACCOUNT: (PrincipalRow, {}, {}),
    Thing.APPLICATION: (ApplicationRow, {}, {}),
    Thing.MESSAGE: (OutboxRow, {}, {}),
    Thing.PAPER: (
        PaperRow,
        {Audience.HOST: "host__principal", Audience.RESIDENT: f"case__{_OF_CASE}"},
        {},
    ),
    Thing.REQUEST: (RequestRow, {}, {}),
}


# How a row of a case leads to the circle of the caseworkers whose case it is.
OFFICES: Mapping[Thing, tuple[type, str]] = {
    Thing.CASE: (CaseRow, "office"),
    Thing.KEPT: (CaseRow, "office"),
    Thing.OFFER: (OfferRow, "case__office"),
    Thing.MEETING: (IntroductionRow, "offer__case__office"),
    Thing.STAY: (PlacementRow, "case__office"),
    Thing.CHECK: (CheckRow, "placement__case__office"),
    Thing.TONIGHT: (TonightRow, "placement__case__office"),
    Thing.DUTY: (DueRow, "placement__case__office"),
    Thing.MESSAGE: (OutboxRow, "case__office"),
    Thing.PAPER: (PaperRow, "case__office"),
    Thing.CODE: (PersonRow, "parties__party__case__office"),
}

# Of these an address names what they are about.
NAMED_BY: Mapping[Thing, QuerySet[Any, Any]] = {
    Thing.LIST: ItemRow.objects.filter(kind=KIND).values_list("subject", flat=True),
    Thing.KEPT: KeepingRow.objects.order_by("id").values_list("case", flat=True),
}


@dataclass
class Things:
    """All ids of a kind. `mixed`: some of different states first, so that a few show much."""

    most: int | None
    made: dict[Thing, Ids] = field(default_factory=dict)
    _own: dict[tuple[Thing, object], Ids] = field(default_factory=dict)

    def of(self, thing: Thing) -> Ids:
        """Ids that exist, at most `most` of them, spread over the states that there are."""
        if thing not in self.made:
            self.made[thing] = self._of(thing)
        return self.made[thing]

    def _of(self, thing: Thing) -> Ids:
        if thing is Thing.PROGRAMME:
            return ["healers-office.1"]
        if thing in NAMED_BY:
            return list(NAMED_BY[thing].all())
        if thing is Thing.INTAKE:
            return [uuid4()]
        if thing is Thing.CODE:
            sign_in = PersonRow.objects.exclude(principal=None)  # a child of a family does not
            people = sign_in.order_by("id").values_list("id", flat=True)
            hosts = HostRow.objects.order_by("id").values_list("id", flat=True)
            return [*people[:1], *hosts[:1]]
        if thing is Thing.VISITOR:
            visitors = PrincipalRow.objects.filter(role=Audience.VISITOR).order_by("id")
            return list(visitors.values_list("id", flat=True))
        if thing is Thing.ACCOUNT:
            staff = PrincipalRow.objects.filter(role__in=ROLES, ended_at=None, is_circle=False)
            return list(staff.order_by("id").values_list("id", flat=True))[: self.most]
        if thing in (Thing.PROPOSAL, Thing.TRANSFER):
            model = ProposalRow if thing is Thing.PROPOSAL else TransferRow
            return list(model.objects.order_by("id").values_list("id", flat=True))
        # A concern that a lead put aside is not there for them; that is tried elsewhere.
        aside = AsideRow.objects.values_list("concern", flat=True)
        return self._spread(OWNERS[thing][0], set(aside) if thing is Thing.CONCERN else ())

    def _spread(self, model: type, but: Collection[object] = ()) -> Ids:
        names = {one.name for one in model._meta.fields}  # type: ignore[attr-defined]
        states = "state" if "state" in names else "id"
        seen: dict[object, Ids] = {}
        for id, state in model.objects.order_by("id").values_list("id", states):  # type: ignore[attr-defined]
            if id not in but:
                seen.setdefault(state if states == "state" else "", []).append(id)
        turns = [
            ids[at]
            for at in range(max(map(len, seen.values()), default=0))
            for ids in seen.values()
            if at < len(ids)
        ]
        return turns[: self.most]

    def own(self, thing: Thing, who: SignedIn) -> Ids:
        """Ids of this kind that are theirs."""
        key = (thing, who.id)
        if key not in self._own:
            self._own[key] = self._owned(thing, who)
        return self._own[key]

    def _owned(self, thing: Thing, who: SignedIn) -> Ids:
        if thing not in OWNERS:
            return []
        model, owned, _ = OWNERS[thing]
        if who.audience not in owned:
            return []
        found = model.objects.filter(**{owned[who.audience]: who.id})  # type: ignore[attr-defined]
        return list(found.order_by("id").values_list("id", flat=True))


def _circles(who: SignedIn) -> list[object]:
    return list(MemberRow.objects.filter(member=who.id).values_list("circle", flat=True))


def is_anothers(who: SignedIn, thing: Thing, id: object) -> bool:
    """Whether this is of the case of an office that they are not a member of."""
    if thing not in OFFICES:
        return False
    model, path = OFFICES[thing]
    found = model.objects.filter(id=id).values_list(path, flat=True)  # type: ignore[attr-defined]
    offices = {one for one in found if one is not None}
    return bool(offices) and not offices & set(_circles(who))


def relation(who: SignedIn, thing: Thing, id: object) -> Relation:
    """What somebody has to do with a thing that exists."""
    if who.audience is Audience.CASEWORKER and is_anothers(who, thing, id):
        return Relation.OTHER
    if thing is Thing.INTAKE:  # begun by whoever names it; a draft is sealed to its typist
        return Relation.OWN
    if thing is Thing.PROPOSAL:
        what, role = ProposalRow.objects.values_list("what", "role").get(id=id)
        theirs = who.audience in decided_by(Audience(role))
        if what == What.OFFICE:  # whoever is of every one
            theirs = theirs and set(offices.every()) <= set(_circles(who))
        return Relation.OWN if theirs else Relation.OFFICE
    if thing is Thing.TRANSFER:
        theirs_too = Q(sent_by=who.id) | Q(to=who.id) | Q(office__in=_circles(who))
        mine = TransferRow.objects.filter(theirs_too, id=id)
        return Relation.OWN if mine.exists() else Relation.OFFICE
    if thing not in OWNERS:
        return Relation.OFFICE
    model, owned, beside = OWNERS[thing]
    for table, found in ((owned, Relation.OWN), (beside, Relation.CASE)):
        theirs = {"id": id, table[who.audience]: who.id} if who.audience in table else None
        if theirs and model.objects.filter(**theirs).exists():  # type: ignore[attr-defined]
            return found
    return Relation.OFFICE
