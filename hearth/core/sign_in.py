"""Signing in: what a secret must be, how a printed code is written, how long a mistake costs."""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise

from hearth.core.errors import InvalidValue

SHORTEST = 15  # characters of staff; NIST SP 800-63B-4 3.1.1.2, a password used alone
SHORTEST_WITH_CODE = 6  # beside a printed code of 80 bits, which no stolen database gives away
LONGEST = 256
NAME_SHORTEST, NAME_LONGEST = 3, 60

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to misread
CODE_LETTERS = 16  # five bits each
_MISREAD = str.maketrans("ILO", "110")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
_CODE = re.compile(f"[{LETTERS}]{{{CODE_LETTERS}}}")

FREE = 5  # mistakes that cost nothing; NIST asks for a limit well below 100
LONGEST_WAIT_S = 60  # of one name: nobody is kept out by somebody else's guessing for longer
MOST = 100  # mistakes of one name by strange machines, then none more; NIST SP 800-63B-4 3.2.2
REST_S = 86_400  # what is said to be left then: a new secret ends it, or a machine known before
LONGEST_WAIT_HERE_S = 3  # of one address: an office shares one


class Standing(StrEnum):
    """How far a session is. Only an open one shows anything."""

    OPEN = "open"
    FIRST = "first"  # in by a secret that somebody gave them: their own is still to be chosen
    SECOND = "second"  # the secret was right; a passkey or a one-time code is still to come
    IDLE = "idle"  # left alone for too long: the secret opens it again
    ENDED = "ended"


def to_code(number: int) -> str:
    """A number of 80 bits as a code to print: four groups of four letters."""
    letters = "".join(LETTERS[number >> 5 * at & 31] for at in reversed(range(CODE_LETTERS)))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def read_code(typed: str) -> str | None:
    """The letters of a code as somebody typed it, or None where it is no code."""
    letters = _BETWEEN.sub("", typed.upper()).translate(_MISREAD)
    return letters if _CODE.fullmatch(letters) else None


def read_name(typed: str) -> str:
    """A sign-in name or a code, the same however it is typed."""
    return read_code(typed) or unicodedata.normalize("NFKC", typed).casefold().strip()


def must_be_name(name: str) -> None:
    """Raises InvalidValue for what cannot be a sign-in name."""
    if not NAME_SHORTEST <= len(read_name(name)) <= NAME_LONGEST or not name.isprintable():
        raise InvalidValue(f"a sign-in name has {NAME_SHORTEST} to {NAME_LONGEST} characters")
    if read_code(name) is not None:
        raise InvalidValue("this name looks like a printed code; choose another")


def locked_with(secret: str, code: str | None) -> str:
    """What a key is locked with: the secret, and the printed code where there is one.

    A first secret is printed like a code, and read as leniently.
    """
    typed = read_code(secret) or secret
    return typed if code is None else f"{code}\n{typed}"


def must_be_good(secret: str, *, shortest: int, is_common: Callable[[str], bool]) -> None:
    """Raises InvalidValue that says what would be right. No rule about kinds of characters."""
    if len(secret) < shortest:
        raise InvalidValue(f"Your secret must have {shortest} characters or more")
    if len(secret) > LONGEST:
        raise InvalidValue(f"Your secret must have {LONGEST} characters or fewer")
    plain = unicodedata.normalize("NFKC", secret).casefold()
    if is_common(plain) or _is_one_thing_again(plain) or _is_a_row(plain):
        raise InvalidValue("This secret is one of the first that anybody would try. Take another")


def _is_one_thing_again(plain: str) -> bool:
    """`aaaaaa`, `passwordpassword`: one part of at most half its length, over and over."""
    return plain in (plain + plain)[1:-1]


def _is_a_row(plain: str) -> bool:
    """`123456`, `fedcba`: each character next to the one before."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps in ({1}, {-1})


def wait_s(mistakes: int, *, longest: int) -> int:
    """Seconds to wait after so many mistakes in a row: none at first, then twice as long each."""
    return min(longest, 2 ** min(mistakes - FREE, 10)) if mistakes >= FREE else 0
