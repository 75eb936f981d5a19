"""Ways asked of a server of roads that the service runs itself: OSRM or Valhalla, by address.

Whoever answers learns which streets we look at. So only an address of this machine or of a private
network is asked; anything else is refused before a byte leaves.
"""

import ipaddress
import json
import math
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from hearth.core.errors import BadInput, NotReady
from hearth.core.place import Place

KINDS = ("osrm", "valhalla")
BLOCK = 40  # places of one question; OSRM answers for 100 together unless it is told otherwise
WAIT_S = 20.0
DECIMALS = 5
NO_WAY_M, NO_WAY_S = 1_000_000, 7 * 86_400  # where the server knows no road

Table = list[list[int]]
_open = build_opener(ProxyHandler({})).open  # never by way of somebody else's proxy


@dataclass(frozen=True, slots=True)
class Server:
    """A server of roads. `address` such as `http://127.0.0.1:5000`."""

    kind: str
    address: str

    @classmethod
    def named(cls, text: str) -> "Server":
        """From `osrm http://...` or `valhalla http://...`.

        Raises BadInput for another kind, or an address that is not on a private network.
        """
        kind, _, address = text.strip().partition(" ")
        address = address.strip().rstrip("/")
        if kind not in KINDS or urlsplit(address).scheme not in ("http", "https"):
            raise BadInput(
                "a server of roads is named as `osrm http://ADDRESS` or `valhalla http://ADDRESS`"
            )
        _must_be_own(address)
        return cls(kind, address)

    def table(self, places: Sequence[Place]) -> tuple[Table, Table]:
        """Metres and seconds from each to each, in blocks. Raises NotReady where it fails."""
        size = len(places)
        metres, seconds = [[0] * size for _ in places], [[0] * size for _ in places]
        cuts = [range(at, min(at + BLOCK, size)) for at in range(0, size, BLOCK)]
        for here, there in product(cuts, cuts):
            for row, column, far, long in self._block(places, here, there):
                if row != column:
                    metres[row][column], seconds[row][column] = far, long
        return metres, seconds

    def _block(
        self, places: Sequence[Place], here: range, there: range
    ) -> Iterator[tuple[int, int, int, int]]:
        ask = self._osrm if self.kind == "osrm" else self._valhalla
        try:
            told = ask([places[at] for at in here], [places[at] for at in there])
            for row, line in zip(here, told, strict=True):
                for column, (far, long) in zip(there, line, strict=True):
                    yield row, column, _whole(far, NO_WAY_M), _whole(long, NO_WAY_S)
        except (URLError, OSError, ValueError, KeyError, TypeError):
            raise NotReady(
                "the server of roads did not answer as one; nothing was planned"
            ) from None

    def _osrm(self, here: Sequence[Place], there: Sequence[Place]) -> Any:
        """The table service. Source: docs/sources.md, "OSRM table"."""
        points = ";".join(
            f"{one.longitude:.{DECIMALS}f},{one.latitude:.{DECIMALS}f}" for one in (*here, *there)
        )
        sources = ";".join(map(str, range(len(here))))
        targets = ";".join(map(str, range(len(here), len(here) + len(there))))
        told = _json(
            Request(
                f"{self.address}/table/v1/driving/{points}?annotations=duration,distance"
                f"&sources={sources}&destinations={targets}"
            )
        )
        if told["code"] != "Ok":
            raise ValueError("not Ok")
        pairs = zip(told["distances"], told["durations"], strict=True)
        return [list(zip(far, long, strict=True)) for far, long in pairs]

    def _valhalla(self, here: Sequence[Place], there: Sequence[Place]) -> Any:
        """The time-distance matrix. Source: docs/sources.md, "Valhalla matrix"."""
        question = {
            "sources": [_point(one) for one in here],
            "targets": [_point(one) for one in there],
            "costing": "auto",
            "units": "kilometers",
        }
        told = _json(
            Request(
                f"{self.address}/sources_to_targets",
                data=json.dumps(question).encode(),
                headers={"Content-Type": "application/json"},
            )
        )
        return [
            [(_times(one["distance"], 1000), one["time"]) for one in line]
            for line in told["sources_to_targets"]
        ]


def _point(place: Place) -> dict[str, float]:
    return {"lat": round(place.latitude, DECIMALS), "lon": round(place.longitude, DECIMALS)}


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _whole(value: float | None, none: int) -> int:
    """A number of the answer, rounded up; `none` where there is no way. Raises ValueError."""
    if value is None:
        return none
    if not (math.isfinite(value) and value >= 0):
        raise ValueError("a way is 0 or more")
    return min(math.ceil(value), none)


def _json(request: Request) -> Any:
    with _open(request, timeout=WAIT_S) as answer:
        return json.load(answer)


def _must_be_own(address: str) -> None:
    """Every address that the name stands for is this machine's or a private network's."""
    host = urlsplit(address).hostname or ""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        raise BadInput("the server of roads has no address that can be found") from None
    if not all(
        ipaddress.ip_address(str(one).split("%", maxsplit=1)[0]).is_private for one in found
    ):
        raise BadInput(
            "a server of roads must stand on this machine or on a private network: a stranger's "
            "would learn which streets we look at"
        )
