"""What a server writes down about its own mistakes: where, and never what it was about."""

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OnlyWhere(logging.Formatter):
    """A mistake as its kind and the lines it passed, without its words: they may hold a name."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802  the name is the library's
        kind, _, trace = ei
        lines = [f"  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(trace)]
        return "\n".join([*lines, kind.__name__ if kind else ""])

    def format(self, record: logging.LogRecord) -> str:
        """One record; of a request its method and status, not its address."""
        said = "a request failed" if record.name.startswith("django") else record.getMessage()
        text = f"{self.formatTime(record)} {record.levelname} {record.name}: {said}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text
