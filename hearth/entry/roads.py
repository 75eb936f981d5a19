"""How this service asks for ways between places: guessed, or by a server of its own."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from django.conf import settings

from hearth.core.place import Place
from hearth.engine.rounds.roads import Roads, Ways, great_circle, with_doors
from hearth.exchange.roads import Server


def chosen() -> Roads:
    """The server that HEARTH_ROADS names, else the great circle with a road factor.

    Raises BadInput where the name is not one of a server of the service's own.
    """
    named: str = settings.HEARTH_ROADS
    return partial(_asked, Server.named(named)) if named else great_circle


def _asked(server: Server, places: Sequence[Place]) -> Ways:
    metres, seconds = server.table(places)
    far = np.array(metres, np.int32).reshape(len(places), len(places))
    minutes = -(-np.array(seconds, np.int32).reshape(far.shape) // 60)
    return Ways(far, with_doors(minutes, far))
