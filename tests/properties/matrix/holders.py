"""Who is to be able to open which kind of fact: by circle, and by what they have to do with it.

This is what was promised, in one table; it is read from rows, never from grants. Beside it stands
what keys really open (`tests/properties/keys.py`). They must be the same, fact for fact.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import Q

from hearth.core.audience import Audience
from hearth.core.consent import NAME_MAY_BE_KNOWN
from hearth.core.offer import State
from hearth.store.models import (
    CaseRow,
    CheckRow,
    ConcernRow,
    HomeRow,
    HostRow,
    IntroductionRow,
    ItemRow,
    MemberRow,
    OfferRow,
    OutboxRow,
    PaperRow,
    PartyMemberRow,
    PartyRow,
    PersonRow,
    PlacementRow,
    PrincipalRow,
    ReleaseRow,
    RequestRow,
    ResultRow,
    TalkRow,
    TransferRow,
)

Who = frozenset[UUID]
Rule = Callable[[ItemRow], Who]


def circle(name: str) -> Rule:
    """Whoever is a member of a circle and has not left."""

    def members(_item: ItemRow) -> Who:
        rows = MemberRow.objects.filter(circle__role=name, member__ended_at=None)
        return frozenset(rows.values_list("member_id", flat=True))

    return members


def _of_offices(circles: object) -> Who:
    rows = MemberRow.objects.filter(circle__in=circles, member__ended_at=None)
    return frozenset(rows.values_list("member_id", flat=True))


def their_office(model: type, **path: str) -> Rule:
    """Whoever is of the office of the case that a row belongs to: the row that is found by one of
    its fields, `item` or `subject` of the fact, and how it leads to its office."""
    ((field, to_office),) = path.items()
    by, name = field.split("_", 1)

    def members(item: ItemRow) -> Who:
        value = item.id if by == "item" else item.subject
        rows = model.objects.filter(**{name: value})  # type: ignore[attr-defined]
        return _of_offices(list(rows.values_list(to_office, flat=True)))

    return members


def of_their_case(item: ItemRow) -> Who:
    """The office of the case that a person is of; whom a person named to be kept away is of none,
    and known to the first office alone, whose people named them."""
    rows = PersonRow.objects.filter(id=item.subject)
    offices = [one for one in rows.values_list("parties__party__case__office", flat=True) if one]
    first = PrincipalRow.objects.filter(role="office", is_circle=True).order_by("made_at")
    return _of_offices(offices or [first.values_list("id", flat=True)[0]])


def who_may_read_the_note(item: ItemRow) -> Who:
    """The office of the case, and the one that is asked to take it."""
    row = TransferRow.objects.get(note=item.id)
    return _of_offices([row.case.office_id, row.office_id])


def whose_half(item: ItemRow) -> Who:
    """Of the key to a case on its way: one half for the office that is asked, one the program's."""
    row = TransferRow.objects.get(Q(half=item.id) | Q(other_half=item.id))
    return _of_offices([row.office_id]) if row.half_id == item.id else RELEASE(item)


def who_handed_it_on(item: ItemRow) -> Who:
    """The office that told the manager why stays end: small numbers stand behind it."""
    return _of_offices([item.subject])


def whose_paper(item: ItemRow) -> Who:
    """Of a host's every office, of a case its own."""
    row = PaperRow.objects.get(id=item.subject)
    return OFFICE(item) if row.case is None else _of_offices([row.case.office_id])


def _some(ids: object) -> Who:
    return frozenset(one for one in ids if one is not None)  # type: ignore[attr-defined]


def themselves(item: ItemRow) -> Who:
    """Whom a name is of, and those of their party: a parent reads their child's."""
    party = PartyMemberRow.objects.filter(person__identity=item.id).values("party")
    found = PartyMemberRow.objects.filter(party__in=party)
    return _some(found.values_list("person__principal_id", flat=True))


def of_party(item: ItemRow) -> Who:
    """Everybody of a party who signs in."""
    rows = PartyMemberRow.objects.filter(party__attributes=item.id)
    return _some(rows.values_list("person__principal_id", flat=True))


def of_case(path: str, model: type) -> Rule:
    """Everybody of the party of the case that a row belongs to."""

    def people(item: ItemRow) -> Who:
        row = model.objects.get(**{path: item.id})  # type: ignore[attr-defined]
        case = row.offer.case if isinstance(row, IntroductionRow) else row.case
        found = PartyMemberRow.objects.filter(party=case.party_id)
        return _some(found.values_list("person__principal_id", flat=True))

    return people


def consented(item: ItemRow) -> Who:
    """Whoever said yes to an offer of that home that came to something, and keeps to it."""
    homes = HomeRow.objects.filter(Q(host__identity=item.id) | Q(address=item.id))
    stands = OfferRow.objects.filter(home__in=homes, consent__state__in=NAME_MAY_BE_KNOWN)
    stands = stands.exclude(state=State.ENDED, case__placements__isnull=True)
    found = PartyMemberRow.objects.filter(party__case__offers__in=stands)
    return _some(found.values_list("person__principal_id", flat=True))


def on_their_way(item: ItemRow) -> Who:
    """The visitor who has taken a visit there on, for the day."""
    taken = CheckRow.objects.exclude(taken_on=None).filter(
        Q(placement__home__address=item.id) | Q(placement__home__host__identity=item.id)
    )
    return _some(taken.values_list("visitor_id", flat=True))


def invited(item: ItemRow) -> Who:
    """The host who is asked to meet somebody, unless it came to nothing."""
    rows = IntroductionRow.objects.filter(card=item.id).exclude(
        offer__state=State.ENDED, offer__case__placements__isnull=True
    )
    return _some(rows.values_list("offer__home__host__principal_id", flat=True))


def found_out(item: ItemRow) -> Who:
    """Whom a result is of, whoever found it, and whom its person has let know until a day."""
    row = ResultRow.objects.get(item=item.id)
    told = ReleaseRow.objects.filter(result=row, withdrawn_on=None)
    let = told.values_list("recipient_id", flat=True)
    return _some([row.person.principal_id, row.clinician_id, *let])


def who_said_it(item: ItemRow) -> Who:
    """Of a talk the person who talked, unless they came with others; of a concern who raised it."""
    talk = TalkRow.objects.filter(item=item.id, with_host=False).first()
    if talk is not None:
        found = PartyMemberRow.objects.filter(party=talk.check_held.placement.case.party_id)
        alone = len(found) == 1
        return _some(one.person.principal_id for one in found) if alone else frozenset()
    raised = ConcernRow.objects.filter(item=item.id)
    return _some(raised.values_list("raised_by_id", flat=True))


def the_visitor(item: ItemRow) -> Who:
    """The visitor whom it is about."""
    return frozenset({item.subject})


def who_raised_it(item: ItemRow) -> Who:
    """Whoever raised the concern that was answered."""
    of = Q(answer=item.id) | Q(letters__item=item.id)
    return _some(ConcernRow.objects.filter(of).values_list("raised_by_id", flat=True))


def whose_part(item: ItemRow) -> Who:
    """The one visitor whose part of a plan it is: whoever was given its key, and they alone."""
    found = item.grants.filter(to__role=Audience.VISITOR).values_list("to_id", flat=True)
    return _some(found) if len(found) == 1 else frozenset()


def office_of_a_case(item: ItemRow) -> Who:
    """Its office, for a message about a case; of another it is not to know that it exists."""
    about = OutboxRow.objects.filter(item=item.id, case__isnull=False)
    return _of_offices(list(about.values_list("case__office", flat=True)))


def the_reader(item: ItemRow) -> Who:
    """The person it is sent to. A host reads what was sent where it was sent to."""
    people = PersonRow.objects.filter(principal=item.subject)
    return _some(people.values_list("principal_id", flat=True))


def shown_to(item: ItemRow) -> Who:
    """The host a paper is of, or everybody of the party whose case it is of."""
    row = PaperRow.objects.get(id=item.subject)
    if row.host is not None:
        return _some([row.host.principal_id])
    found = PartyMemberRow.objects.filter(party__case=row.case_id)
    return _some(found.values_list("person__principal_id", flat=True))


def who_asked(item: ItemRow) -> Who:
    """Whoever asked what is known of them."""
    return _some([RequestRow.objects.get(id=item.subject).person.principal_id])


def who_says_so(item: ItemRow) -> Who:
    """The person who said how they may be reached, or the host who said when."""
    person = PersonRow.objects.filter(id=item.subject).values_list("principal_id", flat=True)
    host = HostRow.objects.filter(id=item.subject).values_list("principal_id", flat=True)
    return _some([*person, *host])


OFFICE, SAFEGUARDING = circle("office"), circle("safeguarding")
ENGINE, RELEASE, SENDING = circle("engine"), circle("release"), circle("outbox")
HOLDERS: Mapping[tuple[str, str], tuple[Rule, ...]] = {
    ("identity", "person"): (of_their_case, themselves),
    ("identity", "host"): (OFFICE, RELEASE, consented, on_their_way),
    ("identity", "application"): (OFFICE,),
    ("place", "address"): (OFFICE, RELEASE, consented, on_their_way),
    ("attributes", "party"): (
        their_office(PartyRow, item_attributes="case__office"),
        ENGINE,
        of_party,
    ),
    ("attributes", "home"): (OFFICE, ENGINE),
    ("attributes", "rooms"): (their_office(CaseRow, subject_id="office"), ENGINE),
    ("attributes", "host"): (OFFICE, ENGINE),
    ("offer", "described"): (
        their_office(OfferRow, item_described="case__office"),
        of_case("described", OfferRow),
    ),
    ("card", "card"): (their_office(IntroductionRow, item_card="offer__case__office"), invited),
    ("casework", "shortlist"): (their_office(CaseRow, subject_id="office"),),
    ("casework", "transfer"): (who_may_read_the_note,),
    ("halves", "half"): (whose_half,),
    ("casework", "move"): (
        their_office(PlacementRow, item_plan="case__office"),
        of_case("plan", PlacementRow),
    ),
    ("result", "outcome"): (found_out,),
    ("testimony", "talk"): (SAFEGUARDING, who_said_it),
    ("testimony", "said-hidden"): (who_says_so,),
    ("testimony", "concern"): (SAFEGUARDING, who_said_it),
    ("testimony", "emergency"): (SAFEGUARDING,),
    ("testimony", "finding"): (SAFEGUARDING,),
    ("testimony", "panel"): (SAFEGUARDING,),
    ("testimony", "records"): (SAFEGUARDING,),
    ("attributes", "records-told"): (ENGINE,),
    ("testimony", "records-behind"): (SAFEGUARDING,),
    ("attributes", "outcomes"): (ENGINE,),
    ("attributes", "outcomes-behind"): (ENGINE,),
    ("casework", "reasons-behind"): (who_handed_it_on,),
    ("attributes", "escalated"): (ENGINE,),
    ("attributes", "reasons-told"): (ENGINE,),
    ("letters", "answer"): (SAFEGUARDING, who_raised_it),
    ("letters", "letter"): (SAFEGUARDING, who_raised_it),
    ("rounds", "visitor"): (SAFEGUARDING, ENGINE, the_visitor),
    ("rounds", "round_plan"): (SAFEGUARDING, ENGINE),
    ("rounds", "round_draw"): (ENGINE,),
    ("rounds", "half"): (ENGINE,),
    ("rounds", "round_own"): (whose_part,),
    ("draw", "seed"): (ENGINE,),
    ("ledger", "upload"): (OFFICE,),
    ("papers", "paper"): (whose_paper, shown_to),
    ("papers", "page"): (whose_paper, shown_to),
    ("originals", "piece"): (SAFEGUARDING,),
    ("requests", "request-answer"): (SAFEGUARDING, who_asked),
    ("contact", "at-work"): (SENDING, the_visitor),
    ("contact", "reach"): (of_their_case, SENDING, who_says_so),
    ("contact", "hours"): (OFFICE, SENDING, who_says_so),
    ("outbox", "message"): (SENDING, office_of_a_case, the_reader),
}


def promised(item: ItemRow) -> Who:
    """Who is to be able to open this fact. Raises KeyError for a kind that nobody has declared."""
    rules = HOLDERS[(item.compartment, item.kind)]
    here = set(PrincipalRow.objects.filter(ended_at=None).values_list("id", flat=True))
    return frozenset().union(*(rule(item) for rule in rules)) & frozenset(here)
