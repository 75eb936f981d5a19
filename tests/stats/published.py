"""Published figures and their data, where they lie beside the repository."""

import csv
from typing import Any

from tests.exchange.given import data_folder, expected

__all__ = ["expected", "lists", "shipman", "table"]


def table(name: str) -> list[dict[str, str]]:
    """The rows of one published table; the test is skipped where it is absent."""
    lines = (data_folder() / "stats" / name).read_text("utf-8-sig").splitlines()
    return list(csv.DictReader(line for line in lines if line.strip()))


def shipman(column: str) -> list[float]:
    """One column of the yearly deaths of one doctor's patients."""
    return [float(row[column]) for row in table("shipman_baker.csv")]


def lists() -> dict[tuple[bool, ...], int]:
    """Known cases by which of six bodies knew of them."""
    rows: list[Any] = [list(row.values()) for row in table("uk_modern_slavery_2013_lists.csv")]
    return {tuple(cell == "1" for cell in row[:6]): int(row[6]) for row in rows}
