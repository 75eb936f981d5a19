"""What `hearth match` says of its plan is true of the question that was solved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hearth.actions.matching.match_all import match_all
from hearth.cli.matching import _plan_told, _plan_value
from tests.builders import MOMENT
from tests.service import a_service

pytestmark = pytest.mark.django_db


def test_that_no_plan_is_better_is_said_only_where_every_plan_was_asked() -> None:
    service = a_service(homes=1)
    service.open_case()
    found = match_all(by=service.duty, now=MOMENT + timedelta(hours=1))

    every, stricter = (
        _plan_value(replace(found, kept_whole=kept), 1.0, by_region=False) for kept in (False, True)
    )

    assert "; no plan is better by more than 0.00%" in "\n".join(_plan_told(every, None, None))
    said = "\n".join(_plan_told(stricter, None, None))
    assert "no plan that keeps homes so is better by more than 0.00%" in said
    assert "; no plan is better" not in said
    assert "A plan that shares rooms might place more people." in said
    assert (every["rooms_kept_whole"], stricter["rooms_kept_whole"]) == (False, True)
