"""What the API says of itself is so: its description, its page of curl lines, and its fields."""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import UUID, uuid4

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja import Schema

from hearth.api import cases, homes, service, shown
from hearth.api.door import for_whom
from hearth.api.urls import api
from hearth.core.audience import Audience
from hearth.entry.pace import PACE
from tests.api.programs import Program, a_program, told
from tests.length import LONG
from tests.promised import Tried
from tests.service import Service, a_service
from tests.web.doors import open_doors

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "api.md"
EXAMPLES = 2_000 if LONG else 60
PLAIN = {UUID, int, bool, date, datetime, type(None)}
TEXT = {shown.Word, shown.Said, shown.Released}
DESCRIBED = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Service, Program]]:
    """One service for all of it, undone as a whole."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = a_service(homes=6)
        open_doors(made)
        PACE.forget()
        yield made, a_program(made.duty)
        transaction.set_rollback(True)


def leaves(kind: Any) -> Iterator[Any]:
    """What a field of an answer is made of in the end."""
    if kind in TEXT or kind in PLAIN:
        yield kind
    elif isinstance(kind, type) and issubclass(kind, Schema):
        for field in kind.__annotations__.values():
            yield from leaves(field)
    else:
        assert get_origin(kind) is not None, kind
        for part in get_args(kind):
            yield from leaves(part)


def operations() -> Iterator[Any]:
    for router in (service.router, cases.router, homes.router):
        for view in router.path_operations.values():
            yield from view.operations


def test_every_field_of_every_answer_is_a_plain_value_or_a_text_somebody_looked_at() -> None:
    answers = [one for one in vars(shown).values() if isinstance(one, type)]
    kinds = [one for one in answers if issubclass(one, Schema) and one is not shown.Exact]
    asked = {one for one in kinds if issubclass(one, shown.Exact)}

    for kind in (one for one in kinds if one not in asked and one is not Schema):
        assert set(leaves(kind)) <= TEXT | PLAIN, kind
    released = {one for one in kinds if shown.Released in one.__annotations__.values()}
    assert released == {shown.Told}


def test_every_act_answers_an_id_and_nothing_else() -> None:
    acts = [one for one in operations() if "POST" in one.methods]

    assert len(acts) == 5
    for one in acts:
        made = one.response_models[201].model_fields["response"].annotation
        assert made is shown.Done


def test_every_answer_is_for_somebody_who_may_have_a_token() -> None:
    for one in operations():
        assert for_whom(one.view_func) <= {Audience.CASEWORKER, Audience.MANAGER}


def lines() -> list[str]:
    return [one for one in PAGE.read_text("utf-8").splitlines() if one.startswith("curl ")]


def test_every_line_of_the_page_works_as_it_stands(world: tuple[Service, Program]) -> None:
    made, program = world
    opened = made.open_case()
    offer = made.put_offer(opened, made.homes[1])
    values = {
        "HEARTH": "",
        "TOKEN": program.token,
        "CASE": str(opened.case),
        "OFFER": str(offer),
        "HOME_ID": str(made.homes[0]),
    }

    answers = [asked(program, line, values) for line in lines()]

    assert len(answers) == 16
    assert {one.status_code for one in answers} == {200, 201}


def asked(program: Program, line: str, values: dict[str, str]) -> Any:
    """What one line of curl gets, sent by the test client."""
    plain = line.replace("$(uuidgen)", str(uuid4()))
    for name in sorted(values, key=len, reverse=True):
        plain = plain.replace(f"${name}", values[name])
    words = shlex.split(plain)[2:]
    headers = dict(words[at + 1].split(": ", 1) for at, one in enumerate(words) if one == "-H")
    sent = next((words[at + 1] for at, one in enumerate(words) if one == "-d"), None)
    path = words[-1]
    if sent is None:
        return program.client.get(path, headers=headers)
    kind = "application/x-www-form-urlencoded"  # as curl says of what it sends
    return program.client.generic("POST", path, sent, content_type=kind, headers=headers)


def test_the_description_is_for_programs_that_have_signed_in(
    world: tuple[Service, Program],
) -> None:
    _, program = world

    assert program.client.get("/api/openapi.json").status_code == 401
    found = told(program.get("openapi.json"))
    assert found["security"] == [{"token": []}]
    named = {f"{method} {path}" for path, one in found["paths"].items() for method in one}
    assert {re.sub(r"\{\w+:", "{", one) for one in named} >= {"get /api/me", "get /api/board"}


@pytest.mark.promise(number="P13")
def test_whatever_the_description_allows_or_not_is_answered_as_it_says(
    world: tuple[Service, Program], tried: Tried
) -> None:
    made, program = world
    case = made.open_case().case
    known = {"case": str(case), "home": str(made.homes[0]), "at": "0"}
    count = 0

    described = [one.ok() for one in DESCRIBED.get_all_operations()]
    for one in described:
        both = st.one_of(one.as_strategy(), one.as_strategy(generation_mode=NEGATIVE))

        @settings(
            max_examples=max(2, EXAMPLES // len(described)),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(asked=both)
        def answers(asked: schemathesis.Case) -> None:
            nonlocal count
            PACE.forget()
            with transaction.atomic():
                answer = sent(program, asked, known)
                transaction.set_rollback(True)
            count += 1
            assert answer.status_code in {200, 201, 400, 404, 409, 422}, (asked, answer.content)
            is_problem = answer.headers["Content-Type"] == "application/problem+json"
            assert is_problem == (answer.status_code >= 400)
            assert json.loads(answer.content) is not None
            asked.operation.validate_response(heard(asked, answer))

        answers()
    tried(count, "requests made from the API's own description, answered as it describes")


def heard(asked: schemathesis.Case, answer: Any) -> schemathesis.Response:
    """An answer of the test client, as schemathesis reads one."""
    request = requests.Request(asked.method, "http://localhost/").prepare()
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return schemathesis.Response(
        answer.status_code, headers, answer.content, request, elapsed=0.0, verify=False
    )


NEGATIVE = schemathesis.GenerationMode.NEGATIVE


def sent(program: Program, asked: schemathesis.Case, known: dict[str, str]) -> Any:
    """One request of the description, of things that are there in half of them."""
    path = asked.path
    for name, value in (asked.path_parameters or {}).items():
        there = known.get(name, str(value)) if count_of(value) % 2 else str(value)
        path = path.replace(f"{{{name}}}", re.sub(r"[^\w-]", "-", there) or "-")
    query = {name: str(value) for name, value in (asked.query or {}).items()}
    body = b"" if asked.body is schemathesis_unset() else json.dumps(asked.body, default=str)
    return program.client.generic(
        asked.method,
        path,
        body,
        content_type="application/json",
        headers=program.headers(),
        query_params=query,
    )


def count_of(value: object) -> int:
    """A number that is the same for the same value."""
    return sum(str(value).encode("utf-8", "replace"))


def schemathesis_unset() -> Any:
    """What schemathesis says of a body that is not sent."""
    from schemathesis.core import NOT_SET

    return NOT_SET
