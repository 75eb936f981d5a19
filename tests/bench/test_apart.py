from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench import apart, child
from bench.apart import Measured, Work

HERE = "tests.bench.test_apart"


def engine_that_answers(folder: Path) -> Work:
    given = apart.load(folder, "job")
    return lambda: {"sum": int(given.sum())}


def engine_that_times_its_requests(_: Path) -> Work:
    return lambda: {"each": np.array([0.5, 0.25])}


def engine_that_breaks(_: Path) -> Work:
    raise SystemExit(3)


def engine_that_is_not_here(_: Path) -> Work:
    raise apart.NotHere("nobody installed it")


def measured(engine: Callable[[Path], Work], folder: Path, runs: int = 3) -> Measured:
    return apart.measure(f"{HERE}:{engine.__name__}", folder, runs=runs)


def test_an_engine_answers_from_a_process_of_its_own(tmp_path: Path) -> None:
    apart.save(tmp_path, "job", np.arange(5))

    found = measured(engine_that_answers, tmp_path)

    assert apart.answer(found, tmp_path) == {"sum": 10}
    assert len(found.seconds) == 3
    assert 0 < found.loaded_mb <= found.memory_mb
    assert not found.why


def test_an_engine_may_time_each_request(tmp_path: Path) -> None:
    assert measured(engine_that_times_its_requests, tmp_path, runs=1).seconds == (0.5, 0.25)


def test_an_engine_that_ends_without_an_answer_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = measured(engine_that_breaks, tmp_path)

    assert found.why == "ended with status 3"
    assert found.seconds == ()
    assert "engine_that_breaks ... ended with status 3" in capsys.readouterr().err


def test_an_engine_that_is_not_here_says_why(tmp_path: Path) -> None:
    assert measured(engine_that_is_not_here, tmp_path).why == "nobody installed it"


def test_an_engine_that_is_too_late_is_stopped(tmp_path: Path) -> None:
    apart.save(tmp_path, "job", np.arange(5))

    found = apart.measure(f"{HERE}:engine_that_answers", tmp_path, limit_s=0)

    assert found == Measured("engine_that_answers", why="no answer in 0 s")


def test_memory_of_an_engine_is_not_that_of_whoever_asks(tmp_path: Path) -> None:
    apart.save(tmp_path, "job", np.arange(5))
    large = np.ones(1 << 27)  # a gigabyte, touched

    found = measured(engine_that_answers, tmp_path, runs=1)

    assert large[-1] == 1
    assert found.memory_mb < 700


def test_an_engine_that_takes_long_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(child, "perf_counter", lambda: float(next(clock)))

    seconds, _ = child._timed(dict, runs=3)

    assert seconds == [100.0]
