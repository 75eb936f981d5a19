"""Work that goes on after an answer was given, with the keys of whoever asked for it.

The keys stay in memory until the work ends and are written nowhere. When the process stops
first, the work stops between two acts; whoever may do it does it again.
"""

import logging
from collections.abc import Callable
from functools import partial
from threading import Thread

from django.db import close_old_connections, transaction

from hearth.core.errors import HearthError

log = logging.getLogger("hearth.background")


def after_answer(name: str, work: Callable[[], object]) -> None:
    """Do this beside the answers, once what was done so far is written for good."""
    transaction.on_commit(Thread(target=partial(_run, name, work), name=name, daemon=True).start)


def _run(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except HearthError:
        log.exception("%s stopped before its end; it can be begun again", name)
    finally:
        close_old_connections()
