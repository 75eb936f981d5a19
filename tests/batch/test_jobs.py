"""A plan by regions is the plan of the whole, from lists, from tables, from files."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from hearth.batch.jobs import Held, Job, answer, fingerprint, joined, plan_here
from hearth.batch.parcel import pack, unpack
from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign
from hearth.engine.candidates import candidates
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.parts import part
from hearth.engine.regions.shards import Lists
from hearth.engine.tables import Homes, Parties
from tests.engine.regions.test_parts import cut_worlds
from tests.engine.regions.test_shards import cut_lists, rows_of
from tests.engine.worlds import some_homes, some_parties, unhurried

Cut = tuple[Lists, Regions]
World = tuple[Parties, Homes, Regions]


def of_tables(parties: Parties, homes: Homes, regions: Regions) -> Job:
    """A job whose regions' candidates are made where they are worked on."""
    sources = [Held(part(parties, homes, regions, region)) for region in range(regions.count)]
    return Job.of_sources(sources, homes.places)


@settings(unhurried)
@given(cut_lists())
def test_lists_by_region_make_the_plan_of_the_whole(cut: Cut) -> None:
    small, regions = cut
    done = plan_here(Job.of_lists(small, regions))
    assert done.proof.problems == ()
    assert done.plan.value == assign(*small).value
    assert done.lists is small


@settings(unhurried)
@given(cut_worlds())
def test_tables_by_region_make_the_plan_of_the_whole(world: World) -> None:
    parties, homes, regions = world
    made = candidates(parties, homes)
    lists = Lists(made.indptr, made.home, made.value, homes.places)
    done = plan_here(of_tables(*world))
    assert rows_of(done.lists) == rows_of(lists)
    assert done.proof.problems == ()
    assert done.plan.value == assign(*lists).value
    owner = np.repeat(regions.party, np.diff(made.indptr))
    assert done.crossing == (owner != regions.home[made.home]).sum()


@settings(unhurried)
@given(cut_lists())
def test_the_order_in_which_answers_come_does_not_matter(cut: Cut) -> None:
    job = Job.of_lists(*cut)
    backwards = {region: answer(job.source(region)) for region in reversed(range(job.regions))}
    again = joined(job, [backwards[region] for region in range(job.regions)])
    plan = plan_here(job).plan
    assert again.plan.home.tolist() == plan.home.tolist()
    assert again.plan.price.tolist() == plan.price.tolist()


def test_a_region_can_be_read_from_a_file(tmp_path: Path) -> None:
    world = _world()
    sources = []
    for region in range(world[2].count):
        path = tmp_path / f"{region}"
        pack(path, part(*world, region))
        sources.append(partial(unpack, path))
    from_files = plan_here(Job.of_sources(sources, world[1].places))
    assert from_files.plan.home.tolist() == plan_here(of_tables(*world)).plan.home.tolist()


def _world() -> World:
    parties, homes = some_parties(4), some_homes(3, places=np.array([1, 0, 2], np.int32))
    return parties, homes, Regions(2, np.array([0, 1, 0, 1], np.int32), np.ones(3, np.int32))


def test_homes_keep_their_row_where_a_region_knows_only_some_of_them() -> None:
    lat, lon = np.array([40.0, 51.0]), np.array([10.0, 10.0])
    parties = some_parties(2, lat=lat, lon=lon, radius_km=np.full(2, 50.0))
    homes = some_homes(2, lat=lat, lon=lon)
    apart = Regions(2, np.array([0, 1], np.int32), np.array([0, 1], np.int32))
    done = plan_here(of_tables(parties, homes, apart))
    assert done.lists.home.tolist() == [0, 1]
    assert done.plan.home.size == 2
    assert done.proof.problems == ()
    assert done.crossing == 0


def test_a_region_that_comes_twice_or_not_at_all_is_noticed() -> None:
    parties, homes, regions = _world()
    job = of_tables(parties, homes, regions)
    once = [answer(job.source(region)) for region in range(2)]
    with pytest.raises(InvalidValue, match="there must be 2 answers"):
        joined(job, once[:1])
    with pytest.raises(InvalidValue, match="party, row 0: must be in one region"):
        joined(job, [once[0], once[0]])


def test_a_job_without_regions_is_refused() -> None:
    with pytest.raises(InvalidValue, match="1 region or more"):
        plan_here(Job.of_sources([], np.ones(2, np.int32)))


def test_it_is_said_how_far_the_work_is() -> None:
    said: list[str] = []
    plan_here(of_tables(*_world()), said.append)
    assert said == ["0 of 2 regions are solved", "1 of 2 regions are solved", "joining the regions"]


def test_work_at_hand_is_its_own_source() -> None:
    one = part(*_world(), 0)
    assert Held(one)() is one


def test_the_mark_of_a_version_is_short_and_steady() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16
