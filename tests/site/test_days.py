"""A day that somebody writes is one that the service can reckon with, in whichever form."""

import re
from pathlib import Path

import pytest
from django.forms import ValidationError

from hearth.web import inputs
from hearth.web.inputs import DayField

WEB = Path(inputs.__file__).parent


@pytest.mark.parametrize("written", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_of_other_centuries_is_none(written: str) -> None:
    field = DayField(error_messages={"invalid": "Write a day"})

    with pytest.raises(ValidationError, match="Write a day"):
        field.clean(written)


@pytest.mark.parametrize("written", ["1900-01-01", "2026-03-27", "2199-12-31"])
def test_a_day_of_somebodys_life_is_taken(written: str) -> None:
    assert DayField().clean(written).isoformat() == written


def test_no_form_asks_for_a_day_in_another_way() -> None:
    asks = re.compile(r"forms\.Date(Time)?Field\(|SplitDateTimeField\(")

    assert [one.name for one in WEB.rglob("*.py") if asks.search(one.read_text("utf-8"))] == []
