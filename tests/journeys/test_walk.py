"""The whole story, told once for each programme, and what each person in it may see."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction

from hearth.cli.walk import run
from hearth.cli.walk.story import ORDINARY, steps
from hearth.cli.walk.told import WalkStep
from hearth.cli.walk.world import BEGINS_ON, Spoken
from hearth.core.audience import Audience
from hearth.core.concerns import Kind, Weight
from hearth.core.errors import NotFound, NotReady, Tampered
from hearth.core.journey import Stage
from hearth.core.programme import Programme
from hearth.core.programme_file import bundled, in_force
from hearth.queries.kept import audit
from hearth.sim.case import InventedCase, Role, one_case
from hearth.store.models import EntryRow, GrantRow
from tests.once import made_once

ROOT = Path(__file__).parent.parent.parent
NAMES = tuple(programme.name for programme in bundled())
RESIDENT, HOST, LEAD = Audience.RESIDENT, Audience.HOST, Audience.LEAD
CASEWORKER, VISITOR = Audience.CASEWORKER, Audience.VISITOR
EVERYBODY = {RESIDENT, HOST, CASEWORKER, VISITOR, LEAD}

pytestmark = pytest.mark.django_db


class Walk:
    """A walk that has been told, and the invented case that it tells."""

    def __init__(self, name: str, told: tuple[WalkStep, ...]) -> None:
        self.told = told
        self.programme: Programme = in_force(name, BEGINS_ON)
        self.case: InventedCase = one_case(self.programme, 1, BEGINS_ON)

    def at(self, act: str) -> int:
        """When something was done, counted in steps. The last time, if more than once."""
        return max(number for number, step in enumerate(self.told) if step.act == act)

    def step(self, act: str) -> WalkStep:
        return self.told[self.at(act)]

    def seen_by(self, audience: Audience, steps: Iterable[WalkStep] | None = None) -> str:
        """Everything that one of them sees in these steps, or ever."""
        among = self.told if steps is None else steps
        return "\n".join(line for step in among for line in step.seen[audience])

    def knows_result(self, step: WalkStep, audience: Audience) -> bool:
        assessment = self.case.assessment.replace("_", " ")
        return any(assessment in line and self.case.outcome in line for line in step.seen[audience])

    @property
    def host_names(self) -> list[str]:
        return [host.invented.identity.name for host in self.case.hosts]

    @property
    def host_name(self) -> str:
        return self.case.host(Role.KIND).invented.identity.name

    @property
    def person_names(self) -> set[str]:
        """The names of the person and of their family, and each part of them."""
        people = [*self.case.party.people, *(one.identity for one in self.case.family)]
        whole = {name for one in people for name in (one.name, one.known_as) if name}
        return whole | {part for name in whole for part in name.split()}


def tell(name: str, seed: int = 1, said: Spoken = ORDINARY) -> tuple[WalkStep, ...]:
    """Walk, and leave the database as it was."""
    with transaction.atomic():
        told = tuple(steps(name, seed=seed, said=said))
        transaction.set_rollback(True)
    return told


@pytest.fixture(scope="session")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Walk]:
    """The walk of a programme; told once in a run, for nothing in it can change."""

    @cache
    def told(name: str) -> Walk:
        steps = made_once(tmp_path_factory, f"walk-{name}", lambda _: tell(name))
        return Walk(name, steps)

    return told


@pytest.fixture(params=NAMES)
def walk(request: pytest.FixtureRequest, told_once: Callable[[str], Walk], db: None) -> Walk:
    """The walk of each programme in turn."""
    return told_once(request.param)


@pytest.fixture
def healers(told_once: Callable[[str], Walk], db: None) -> Walk:
    return told_once("healers-office")


def test_all_ten_stages_are_reached_in_their_order(walk: Walk) -> None:
    assert list(dict.fromkeys(step.stage for step in walk.told)) == list(Stage)


def test_each_step_names_the_file_of_the_core_that_decided_it(walk: Walk) -> None:
    for step in walk.told:
        assert step.decided_in.startswith("hearth/core/")
        assert (ROOT / step.decided_in).is_file()


def test_each_step_can_be_read_by_a_program_and_always_names_all_five_who_look(walk: Walk) -> None:
    for step in json.loads(json.dumps([step.plain() for step in walk.told])):
        assert set(step) == {"stage", "act", "by", "decided_in", "tells", "seen"}
        assert set(step["seen"]) == EVERYBODY


def test_the_person_is_told_their_result_before_anybody_else_sees_it(walk: Walk) -> None:
    told, released = (
        walk.at("tell the person their result"),
        walk.at("release the result to the office"),
    )
    for number, step in enumerate(walk.told):
        assert walk.knows_result(step, RESIDENT) == (number >= told)
        if number < released:
            assert not any(walk.knows_result(step, other) for other in EVERYBODY - {RESIDENT})
    assert walk.knows_result(walk.told[released], CASEWORKER)


def test_a_release_lets_the_office_know_until_its_day_and_nobody_else_ever(walk: Walk) -> None:
    ended = walk.at("end what was released until now")
    assert walk.knows_result(walk.told[ended - 1], CASEWORKER)
    assert not any(walk.knows_result(step, CASEWORKER) for step in walk.told[ended:])
    for audience in (HOST, VISITOR, LEAD):
        assert not any(walk.knows_result(step, audience) for step in walk.told)


def test_before_the_person_was_told_the_caseworker_is_told_that_there_is_nothing(
    walk: Walk,
) -> None:
    tried = walk.step("try to open the result before the person has heard it")
    assert "no such record" in tried.tells


def test_the_host_has_no_name_for_the_person_before_they_have_agreed(walk: Walk) -> None:
    agreed = walk.at("agree")
    before = walk.seen_by(RESIDENT, walk.told[:agreed])
    assert not [name for name in walk.host_names if name in before]
    assert walk.host_name in walk.seen_by(RESIDENT, [walk.told[agreed]])
    tried = walk.step("try to open the host's name before saying yes")
    assert "holds no key" in tried.tells


def test_a_home_is_described_in_words_that_enough_homes_fit(walk: Walk) -> None:
    offered = walk.seen_by(RESIDENT, [walk.step("describe another home to the person")])
    fits = int(offered.split(" homes are like this")[0].split()[-1])
    assert fits >= walk.programme.consent.fits_at_least


def test_the_host_never_sees_who_the_person_is_nor_what_was_said_apart(walk: Walk) -> None:
    never = {
        *walk.person_names,
        *said_apart(ORDINARY),
        ORDINARY.concern,
        ORDINARY.answer,
        *walk.case.said.needs,
        *walk.case.said.fears,
        *walk.case.said.refusals,
        *(kind.id.replace("-", " ") for kind in walk.programme.sensitive_kinds),
        "hostil",
        "breach",
        "concern",
        "complaint",
        "check is due",
    }
    assert [words for words in never if words in walk.seen_by(HOST)] == []


def said_apart(said: Spoken) -> tuple[str, ...]:
    return (said.in_earshot, said.alone, said.by_host, said.later)


def test_the_host_sees_nothing_at_all_before_the_person_has_agreed(walk: Walk) -> None:
    assert walk.seen_by(HOST, walk.told[: walk.at("agree") + 1]) == ""


def test_neither_the_person_nor_a_host_learns_which_homes_hostility_closed(walk: Walk) -> None:
    for audience in (RESIDENT, HOST):
        assert "hostil" not in walk.seen_by(audience)
    told = walk.step("leave out every home near somebody hostile").tells
    assert told.count("hostility (needs") == 3


def test_testimony_is_for_the_lead_and_the_persons_own_for_the_person(walk: Walk) -> None:
    for words in said_apart(ORDINARY):
        assert words in walk.seen_by(LEAD)
        for audience in (CASEWORKER, VISITOR, HOST):
            assert words not in walk.seen_by(audience)
    assert ORDINARY.alone in walk.seen_by(RESIDENT)
    assert ORDINARY.by_host not in walk.seen_by(RESIDENT)


def test_a_concern_is_for_the_lead_and_the_answer_for_the_person(walk: Walk) -> None:
    assert ORDINARY.concern in walk.seen_by(LEAD)
    assert ORDINARY.answer in walk.seen_by(RESIDENT)
    for audience in (CASEWORKER, VISITOR, HOST):
        assert ORDINARY.concern not in walk.seen_by(audience)
        assert ORDINARY.answer not in walk.seen_by(audience)


def test_a_concern_changes_nothing_for_the_host_before_somebody_has_acted(walk: Walk) -> None:
    before = walk.told[walk.at("raise a concern") - 1 : walk.at("act on it") + 1]
    held = [walk.told[walk.at("raise a concern")], *before[1:]]
    assert all(step.seen[HOST] == held[0].seen[HOST] for step in held)


def test_an_institution_is_refused_while_homes_fit_and_their_number_is_told(walk: Walk) -> None:
    unnamed = walk.step("try to offer the institution").tells
    asked_for = walk.step("try to offer the institution as the last resort").tells
    assert "last resort (needs no home fits, has not shown)" in unnamed
    assert "6 homes fit, so there is no last resort" in asked_for


def test_a_no_takes_effect_as_the_person_chose_and_is_not_explained(walk: Walk) -> None:
    refused = walk.step("try to go on with other homes at once")
    assert "go through their needs again first" in refused.tells
    assert walk.at("try to go on with other homes at once") < walk.at("make the shortlist again")


def test_both_sides_wait_in_the_same_words_until_both_are_told(walk: Walk) -> None:
    waiting = walk.told[walk.at("meet") : walk.at("tell both")]
    lines = {
        line
        for step in waiting
        for audience in (RESIDENT, HOST)
        for line in step.seen[audience]
        if line.startswith("introduction")
    }
    assert len(waiting) >= 3
    assert len(lines) == 1
    told = walk.step("tell both")
    ends = [one for a in (RESIDENT, HOST) for one in told.seen[a] if one.startswith("introduction")]
    assert ends == ["introduction: both were told: it goes on"] * 2


def test_a_move_against_the_programmes_rules_is_refused(walk: Walk) -> None:
    refused = walk.step("try to plan a late arrival, alone").tells
    assert "somebody must bring them on the first night" in refused
    rules = walk.programme.placement
    if rules.arrive_before is not None:
        assert f"before {rules.arrive_before:%H:%M}" in refused


def test_a_day_that_a_period_bars_is_no_day_for_a_move(healers: Walk) -> None:
    refused = healers.step("try to plan the move for another day").tells
    assert "the first free day is" in refused


def test_a_sensitive_period_brings_a_check_forward(walk: Walk) -> None:
    told = walk.step("heed the sensitive period").tells
    with_it, without = (part.split()[0] for part in told.split(" on ")[1:3])
    assert with_it < without


def test_a_visit_in_earshot_does_not_count_and_one_with_two_talks_does(walk: Walk) -> None:
    heard = walk.step("visit, with the host in earshot")
    assert "not alone" in heard.tells
    apart = walk.step("visit again, two talks apart")
    due = [one for s in (heard, apart) for one in s.seen[VISITOR] if one.startswith("a check")]
    first_due = walk.step("work out what falls due").seen[VISITOR]
    assert due[0].split(",")[0] in "\n".join(first_due)
    assert due[1].split(",")[0] not in "\n".join(first_due)


def test_one_wish_alone_shows_nothing_to_the_other_side(walk: Walk) -> None:
    wished = walk.at("wish to stay for good")
    assert walk.told[wished].seen[HOST] == walk.told[wished - 1].seen[HOST]


def test_permanence_is_refused_where_the_programme_has_none_and_else_waits_for_its_days(
    walk: Walk,
) -> None:
    rules = walk.programme.permanence
    if not rules.offered:
        assert "no form of permanence" in walk.told[-1].tells
        return
    assert "cooling off" in walk.step("try to confirm it at once").tells
    assert "for good" in walk.seen_by(RESIDENT, [walk.step("confirm it")])
    assert "next check is due" in walk.told[-1].tells
    asked = walk.step("ask whether a minor could be bound").tells
    assert ("adults only" in asked) == rules.personal


def test_the_same_seed_tells_the_same_story_word_for_word(healers: Walk) -> None:
    assert tell("healers-office") == healers.told


def test_another_seed_is_another_person(healers: Walk) -> None:
    opened = next(steps("healers-office", seed=2))
    assert opened.seen[CASEWORKER] != healers.told[0].seen[CASEWORKER]


GRAVE = Spoken(
    in_earshot="I cannot talk now.",
    alone="I am afraid here.",
    by_host="No trouble at all.",
    later="I am still afraid.",
    concern="I was shouted at, and the door was held shut.",
    kind=Kind.ALLEGATION,
    weight=Weight.GRAVE,
    answer="We believe you. No other guest goes there now, and you may leave on any day.",
)


@pytest.mark.parametrize("name", ["healers-office", "nightstop"])
def test_whatever_is_said_and_raised_the_host_sees_the_same_throughout(
    name: str, told_once: Callable[[str], Walk]
) -> None:
    walk, grave = told_once(name), tell(name, said=GRAVE)
    for audience in (HOST, VISITOR):
        assert [s.seen[audience] for s in grave] == [s.seen[audience] for s in walk.told]
    assert [s.seen[LEAD] for s in grave] != [s.seen[LEAD] for s in walk.told]


def test_after_the_walk_the_log_and_all_it_binds_are_as_written() -> None:
    openings = [audit.extent().openings for _ in steps("blank")]
    assert audit.verify(None, None) == []
    extent = audit.extent()
    assert extent.entries == EntryRow.objects.count()
    assert openings == sorted(set(openings)), "whoever looked is in the log"
    assert extent.openings == openings[-1]


def test_a_key_slipped_in_behind_the_log_is_found() -> None:
    next(steps("blank"))
    grant = GrantRow.objects.order_by("id").first()
    assert grant is not None
    GrantRow.objects.filter(id=grant.id).update(wrapped=bytes(81))
    (problem,) = audit.verify(None, None)
    assert grant.id.hex in problem


def test_a_checkpoint_signed_by_nobody_we_know_is_refused() -> None:
    with pytest.raises(Tampered):
        audit.verify("hearth\n1\nabc\n2031-05-05\n\nno signature\n", bytes(32))


def test_a_walk_of_no_programme_is_refused(db: None) -> None:
    with pytest.raises(NotFound):
        next(steps("no-such-service"))


def test_the_command_walks_in_a_folder_of_its_own_and_leaves_nothing(tmp_path: Path) -> None:
    begin = "import sys; from hearth.cli.walk import run; sys.exit(run('blank', as_json=True))"
    service, scratch = tmp_path / "service", tmp_path / "scratch"
    scratch.mkdir()
    nowhere = {"HEARTH_HOME": str(service), "HEARTH_DATABASE": "postgresql://nobody@127.0.0.1:1/x"}
    done = subprocess.run(
        [sys.executable, "-c", begin],
        cwd=ROOT,
        env={**os.environ, **nowhere, "TMPDIR": str(scratch)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    walk = json.loads(done.stdout)
    assert walk["programme"] == "blank.1"
    assert walk["log"]["problems"] == []
    assert list(scratch.iterdir()) == []
    assert not service.exists()


def test_a_walk_refuses_to_run_beside_a_service_that_is_open() -> None:
    home = os.environ["HEARTH_HOME"]
    with pytest.raises(NotReady, match="process of its own"):
        run("blank", as_json=True)
    assert os.environ["HEARTH_HOME"] == home
