"""What a server writes about its own mistakes says where, and not about whom."""

import logging
import sys

from hearth.entry.logs import OnlyWhere

SECRET = "Ada Lind"


def written(logger: str) -> str:
    try:
        raise ValueError(SECRET)
    except ValueError:
        raised = sys.exc_info()
    record = logging.LogRecord(logger, logging.ERROR, "", 0, "the day's work", (), raised)
    return OnlyWhere().format(record)


def test_the_line_and_the_kind_are_written_and_the_words_are_not() -> None:
    text = written("hearth.serve")

    assert "test_logs.py" in text
    assert "ValueError" in text
    assert "the day's work" in text
    assert SECRET not in text


def test_of_a_request_not_even_the_address_is_written() -> None:
    record = logging.LogRecord("django.request", 40, "", 0, "failed: %s", ("/me/ada",), None)

    assert "ada" not in OnlyWhere().format(record)
