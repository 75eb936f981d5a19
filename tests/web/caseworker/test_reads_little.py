"""A page about one case finds what it shows by the indices: it never reads a whole table.

With a hundred thousand cases behind it, a question that reads all of one holds everybody up.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hearth.actions.intake import Opened
from tests.service import Service
from tests.web.caseworker.acts import plan

pytestmark = pytest.mark.django_db

PAGES = ("case", "shortlist", "offered", "introduction", "move", "card", "stay", "case_papers")
# The one row of the log's end; a row for each office; a list of ids that was asked for.
SMALL = {"store_headrow", "store_officerow", "json_each"}
# The first look at a shortlist opens the register.
REGISTER = {"store_homerow", "store_hostrow"}


class Plans:
    """How the database goes about each question it is asked."""

    def __init__(self) -> None:
        self.whole: set[str] = set()

    def __call__(
        self, ask: Callable[..., Any], sql: str, words: Any, many: bool, about: dict[str, Any]
    ) -> Any:
        if sql.lstrip().upper().startswith("SELECT") and not many:
            asked = sql % tuple("?" * len(words)) if words else sql
            told = connection.connection.execute(f"EXPLAIN QUERY PLAN {asked}", words or ())
            steps = {step for *_, step in told.fetchall() if step.startswith("SCAN ")}
            self.whole |= {step.split()[1] for step in steps} - SMALL
        return ask(sql, words, many, about)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plans of SQLite are looked at")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_about_one_case_reads_no_whole_table(
    service: Service, opened: Opened, lena: Client, page: str
) -> None:
    lena, _ = plan(lena, service, opened)
    plans = Plans()

    with connection.execute_wrapper(plans):
        answer = lena.get(reverse(f"caseworker:{page}", args=[opened.case]))

    assert answer.status_code == 200
    assert plans.whole <= (REGISTER if page == "shortlist" else set())
