"""What is made once for all workers is made once, and what failed is tried again."""

from pathlib import Path

import pytest

from tests.once import made_once


def test_whoever_comes_second_is_given_what_the_first_has_made(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    def make(folder: Path) -> list[Path]:
        return [folder, Path(str(folder.is_dir()))]

    def fail(_: Path) -> list[Path]:
        raise AssertionError("it is there already")

    first = made_once(tmp_path_factory, tmp_path.name, make)

    assert first[1] == Path("True")
    assert made_once(tmp_path_factory, tmp_path.name, fail) == first


def test_what_could_not_be_made_is_tried_again(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    def fail(_: Path) -> int:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        made_once(tmp_path_factory, tmp_path.name, fail)
    assert made_once(tmp_path_factory, tmp_path.name, lambda _: 7) == 7
