"""Somebody, in a role. Every act names one."""

from dataclasses import dataclass

from hearth.core.audience import Audience
from hearth.core.ids import PrincipalId


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and as what. The same human in two roles is two actors."""

    id: PrincipalId
    audience: Audience
