"""Setting up, recovering, hiring and leaving."""

import pytest
from django.db import transaction

from hearth.actions.keys import service as setting_up
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SENDING
from hearth.core.errors import Sealed
from hearth.seal.recovery import from_sheet
from hearth.store import events, facts, principals
from hearth.store.access import SignedIn
from hearth.store.models import GrantRow, MemberRow, PersonRow, PrincipalRow
from tests.builders import MOMENT
from tests.refused import refused
from tests.service import Service, hired, signed_in_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(service: Service) -> SignedIn:
    return hired(Audience.CASEWORKER, service.duty, (OFFICE,))


def test_who_leaves_opens_nothing_any_more_with_the_keys_they_had(
    service: Service, colleague: SignedIn
) -> None:
    opened = service.open_case()
    who = PersonRow.objects.get(id=opened.person).identity_id
    assert facts.can_open(who, colleague)

    setting_up.dismiss(who=colleague.id, by=service.duty, now=MOMENT)

    assert not facts.can_open(who, colleague)
    assert facts.can_open(
        who, principals.with_key(service.duty.id, service.duty.keys[service.duty.id])
    )
    with pytest.raises(Sealed):
        principals.with_key(colleague.id, colleague.keys[colleague.id])


def test_what_was_granted_to_them_alone_is_taken_back(service: Service) -> None:
    service.enter_result(service.open_case())
    assert GrantRow.objects.filter(to=service.clinician.id).exists()

    setting_up.dismiss(who=service.clinician.id, by=service.duty, now=MOMENT)

    assert not GrantRow.objects.filter(to=service.clinician.id).exists()
    assert events.problems(None, None) == []


def test_nobody_is_dismissed_by_who_could_not_change_the_locks(
    service: Service, colleague: SignedIn
) -> None:
    with refused(Sealed):
        setting_up.dismiss(who=colleague.id, by=service.lead, now=MOMENT)


def test_after_somebody_left_any_two_holders_still_recover_the_circle(
    service: Service, colleague: SignedIn
) -> None:
    begun = setting_up.Begun(service.duty, service.lead, service.program)
    holders = setting_up.appoint_holders(count=3, begun=begun, now=MOMENT)

    setting_up.dismiss(who=colleague.id, by=service.duty, now=MOMENT)

    keys = {one.id: from_sheet(one.sheet) for one in holders[:2]}
    with transaction.atomic():
        found = principals.recover(principals.circle(OFFICE), keys, by=None, now=MOMENT)
    assert principals.is_key_of(principals.circle(OFFICE), found)


def test_a_consent_cut_loose_from_its_grant_is_found(service: Service) -> None:
    opened = service.open_case()
    service.agree(service.put_offer(opened), opened)

    GrantRow.objects.filter(because__isnull=False).update(because=None)

    assert {problem.kind for problem in events.problems(None, None)} == {"changed"}


def test_no_copy_of_the_old_keys_opens_what_follows(service: Service) -> None:
    old = setting_up.Begun(service.duty, service.lead, service.program)
    opened = service.open_case()
    who = PersonRow.objects.get(id=opened.person).identity_id

    new = setting_up.renew(begun=old, now=MOMENT)

    assert facts.can_open(who, new.duty)
    assert not facts.can_open(who, service.duty)
    assert events.problems(None, None) == []
    for one in old.everybody:
        with pytest.raises(Sealed):
            principals.with_key(one.id, one.keys[one.id])


def test_two_holders_open_a_service_whose_keys_are_lost_and_one_does_not(service: Service) -> None:
    begun = setting_up.Begun(service.duty, service.lead, service.program)
    holders = setting_up.appoint_holders(count=3, begun=begun, now=MOMENT)
    keys = {one.id: from_sheet(one.sheet) for one in holders}
    opened = service.open_case()
    who = PersonRow.objects.get(id=opened.person).identity_id
    with refused(Sealed):
        setting_up.recover(holders=dict([next(iter(keys.items()))]), now=MOMENT)

    new = setting_up.recover(holders=dict(list(keys.items())[1:]), now=MOMENT)

    assert facts.can_open(who, new.duty)
    assert not facts.can_open(who, service.duty)
    assert setting_up.drill(holders=dict(list(keys.items())[:2]), now=MOMENT)
    assert events.problems(None, None) == []


def test_a_service_of_an_earlier_release_gets_the_circles_that_came_since(service: Service) -> None:
    sending = principals.circle(SENDING)
    MemberRow.objects.filter(circle=sending).delete()
    PrincipalRow.objects.filter(id=sending).update(ended_at=MOMENT)
    before = signed_in_again(service.program)

    after = setting_up.widen(service=before, now=MOMENT)

    assert after.key_of(principals.circle(SENDING))
    assert setting_up.widen(service=after, now=MOMENT) is after
