"""Whether the service can answer at all."""

from django.db import connection

from hearth.core.errors import NotReady
from hearth.store.database import in_one_sentence


def answers() -> bool:
    """Whether the database gives an answer. Opens no fact and reads nobody's row."""
    try:
        with in_one_sentence(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return tuple(cursor.fetchone()) == (1,)
    except NotReady:
        return False
