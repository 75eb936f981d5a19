"""Every address stands in one list, with whom it is for."""

import pytest
from django.http import HttpResponse
from django.urls import path

from hearth.core.audience import Audience
from tools import addresses
from tools.addresses import Address


def test_every_address_is_listed_with_its_readers(capsys: pytest.CaptureFixture[str]) -> None:
    status = addresses.main([])

    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert status == 0
    assert lines["/say"].startswith("anybody")
    assert lines["/office/case/<uuid:case>"] == f"{Audience.CASEWORKER}  (case)"
    assert lines["/me/"].startswith(Audience.RESIDENT)
    assert len(lines) == len(addresses.every())


def test_an_address_without_readers_stands_out(capsys: pytest.CaptureFixture[str]) -> None:
    forgotten = addresses._address(path("", lambda _: HttpResponse()), "office/never-said")

    assert forgotten == Address("/office/never-said", (addresses.NOBODY,), "page of the office")
    assert addresses._printed([forgotten]) == 1
