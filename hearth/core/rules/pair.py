"""What a hard rule is asked about: one party, one home, one day of decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hearth.core.errors import InvalidValue
from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.person import Party
from hearth.core.programme import Requirement, SensitiveKind
from hearth.core.ties import NO_TIES, Ties


@dataclass(frozen=True, slots=True, kw_only=True)
class LastResort:
    """Why a congregate place may be named after all: no home fits, and the person's word on it.

    Never without a dated plan out of it.
    """

    reason: str
    agreed_by_person: bool
    out_by: date

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InvalidValue("a last resort needs its reason written down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One party and one home, with everything a rule may look at.

    `requirements` are those the programme asks for before an offer, and with
    `sensitive_kinds` they are as in force on `on`.
    """

    party: Party
    home: Home
    host: Host
    on: date
    ties: Ties = NO_TIES
    requirements: Sequence[Requirement]
    sensitive_kinds: Mapping[str, SensitiveKind] = field(default_factory=dict)
    last_resort: LastResort | None = None
