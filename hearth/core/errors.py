"""Everything Hearth raises on purpose. Anything else that escapes is a bug."""


class HearthError(Exception):
    """Base class. `code` is stable: commands, clients and translations rely on it.

    The message is one plain sentence: what is wrong, where, and what would be
    right. It never holds a name, a place or any other sealed fact.
    """

    code = "hearth"


class InvalidValue(HearthError, ValueError):
    """A value that cannot exist: negative beds, a period that ends before it starts."""

    code = "invalid_value"


class BadInput(HearthError, ValueError):
    """A file or an argument that cannot be read as what it should be."""

    code = "bad_input"


class NotFound(HearthError, LookupError):
    """No such thing, or this reader may not know that it exists."""

    code = "not_found"


class RuleBroken(HearthError):
    """The request is well formed; a rule of the service forbids it."""

    code = "rule_broken"


class TellsTooMuch(RuleBroken):
    """Words that somebody else would read tell a place, a name or a number."""

    code = "tells_too_much"


class StepNotAllowed(RuleBroken):
    """The journey has no such step from here."""

    code = "step_not_allowed"


class WrongHands(RuleBroken):
    """The step exists, and it belongs to somebody else."""

    code = "wrong_hands"


class Stale(RuleBroken):
    """Somebody else acted in between. Look again, then decide."""

    code = "stale"


class TooSoon(RuleBroken):
    """Tried again before the wait after a mistake was over. `wait_s` is what is left of it.

    `ticket`: with it they come in when their time has come, whoever else crowds at that door.
    """

    code = "too_soon"

    def __init__(self, wait_s: int, ticket: str = "") -> None:
        super().__init__(f"Wait {wait_s} seconds, then try again")
        self.wait_s = wait_s
        self.ticket = ticket


class Sealed(HearthError):
    """The fact is there and this reader holds no key to it."""

    code = "sealed"


class Tampered(HearthError):
    """Something written down earlier is no longer what it was."""

    code = "tampered"


class NotReady(HearthError):
    """The installation cannot work as it stands: a setting, a disk, a lock, a key."""

    code = "not_ready"
