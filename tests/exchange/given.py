"""Data that nobody on this project wrote, where it lies beside the repository."""

import json
import os
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@cache
def data_folder() -> Path:
    """The folder of given data; the test is skipped when there is none."""
    named = os.environ.get("HEARTH_TEST_DATA")
    places = [Path(named)] if named else [p / "shared/data" for p in Path(__file__).parents]
    for place in places:
        if (place / "expected.json").is_file():
            return place
    pytest.skip("the given data are not here; set HEARTH_TEST_DATA to their folder")


def expected(file: str) -> Any:
    """What is known about a given file."""
    return json.loads((data_folder() / "expected.json").read_text("utf-8"))[file]


def unpacked(file: str, to: Path) -> Path:
    """A given zip, unpacked."""
    with zipfile.ZipFile(data_folder() / file) as archive:
        archive.extractall(to)
    return to
