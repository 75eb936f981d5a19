"""Somebody who has signed in, with the keys that this opens. Kept in memory, never written."""

from dataclasses import dataclass, field
from uuid import UUID

from hearth.core.actor import Actor
from hearth.core.audience import Audience
from hearth.core.errors import Sealed
from hearth.core.ids import PrincipalId


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An actor with their own private key and those of their circles, by principal id.

    Its text form never shows a key.
    """

    actor: Actor
    keys: dict[UUID, bytes] = field(repr=False)

    @property
    def id(self) -> PrincipalId:
        return self.actor.id

    @property
    def audience(self) -> Audience:
        return self.actor.audience

    def key_of(self, principal: UUID) -> bytes:
        """The private key of a principal this session holds. Raises Sealed for any other."""
        try:
            return self.keys[principal]
        except KeyError:
            raise Sealed("this sign-in is not a member of that circle") from None
