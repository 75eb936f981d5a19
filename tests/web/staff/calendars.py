"""A calendar's address, as its reader is told it, and what a calendar reads from there."""

from datetime import date, datetime

from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.service import DAY, LATER

LIVING = LATER + 3 * DAY  # when the doors are open, and people live with a host


def address_of(client: Client, app: str = "staff") -> str:
    page = client.post(reverse(f"{app}:calendar_new")).content.decode()
    return "/c/" + page.split("/c/")[1].split("<")[0]


def entries(file: bytes) -> list[tuple[date | datetime, str]]:
    return [
        (one.decoded("dtstart"), str(one["summary"]))
        for one in Calendar.from_ical(file).walk("VEVENT")
    ]
