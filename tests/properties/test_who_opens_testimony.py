"""Who can open what was said, worked out from keys alone: no rule of ours is asked.

Every grant is tried with every private key that somebody holds, themselves or through a circle.
What a page or a policy says about it does not enter.
"""

from datetime import timedelta

import pytest

from hearth.actions import (
    checks,
    concerns,
    intake,
    testimony,
)
from hearth.actions.raised import letterbox
from hearth.actions.raised.say import Sent, new_once, say
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SAFEGUARDING, Compartment
from hearth.core.concerns import Kind
from hearth.core.errors import Sealed
from hearth.core.intake import OwnWords
from hearth.seal import grant as seal_grant
from hearth.store.access import SignedIn
from hearth.store.facts import where
from hearth.store.models import CheckRow, GrantRow, ItemRow
from tests.promised import Tried
from tests.service import LATER, Service, a_service, hired, two_talks

pytestmark = pytest.mark.django_db
SAID = (Compartment.TESTIMONY, Compartment.LETTERS)
HELD = LATER + timedelta(days=3)


def lived(service: Service) -> SignedIn:
    """A stay in which everything that can be said was said. Its person."""
    opened = service.open_case()
    stay = service.live(opened)
    words = OwnWords(needs=("sleep",), fears=("the cellar",), refusals=())
    intake.say(case=opened.case, words=words, by=opened.resident, now=LATER)
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    talks = two_talks(HELD, "I am afraid of the cellar.")
    checks.hold(check_id=check.id, talks=talks, by=service.visitor, now=HELD)
    testimony.open_stay(
        placement_id=stay,
        purpose="to see how she is",
        by=service.lead,
        service=service.program,
        now=HELD,
    )
    for by in (opened.resident, service.hosts[service.homes[0]], None):
        sent = Sent(kind=Kind.ALLEGATION, words="he hit me", once=new_once())
        made = say(sent=sent, address="192.0.2.1", by=by, now=HELD)
        assert isinstance(made, concerns.Raised)
        letterbox.reply(
            concern_id=made.id, words="Where?", by=service.lead, service=service.program, now=HELD
        )
        letterbox.write(receipt=made.receipt, words="At home.", address="192.0.2.1", now=HELD)
    return opened.resident


def opened_by(who: SignedIn) -> set[str]:
    """The kinds of what was said to which some key in these hands fits."""
    found = set()
    said = ItemRow.objects.filter(compartment__in=SAID)
    for one in GrantRow.objects.filter(item__in=said).select_related("item"):
        for private in who.keys.values():
            try:
                seal_grant.unwrap(bytes(one.wrapped), private, where(one.item), one.to_id)
            except Sealed:
                continue
            found.add(one.item.kind)
    return found


@pytest.mark.promise(number="P6")
def test_by_keys_alone_only_the_lead_and_the_person_open_what_was_said(tried: Tried) -> None:
    service = a_service()
    person = lived(service)
    colleague = hired(Audience.CASEWORKER, service.duty, (OFFICE,))
    another = hired(Audience.LEAD, service.lead, (SAFEGUARDING,))

    everything = set(ItemRow.objects.filter(compartment__in=SAID).values_list("kind", flat=True))
    assert {"talk", "concern", "letter", "opening", "own words"} <= everything
    assert opened_by(service.lead) == opened_by(another) == everything
    assert opened_by(person) == {"talk", "concern", "letter", "opening", "own words"}
    nobody = (
        service.hosts[service.homes[0]],
        service.hosts[service.homes[1]],
        service.duty,  # the caseworker in whose care the case and the host are
        colleague,
        service.visitor,
        service.clinician,
        service.program,
        *(hired(role, service.duty) for role in (Audience.MANAGER, Audience.ADMINISTRATOR)),
        service.open_case().resident,
    )
    for who in nobody:
        assert opened_by(who) == set(), who.audience
    tried(len(nobody), "sets of keys that must open nothing that was said")


def test_the_keys_say_what_the_table_of_compartments_says() -> None:
    service = a_service()
    lived(service)

    roles = set(
        GrantRow.objects.filter(item__compartment__in=SAID).values_list("to__role", flat=True)
    )

    assert roles == {"safeguarding", "resident", "mailbox"}
