"""The cookie is the key.

While somebody is signed in, their private key lies in the database encrypted under one
hash of their cookie, and the row is found by another hash of it. The cookie itself is
only in their browser. So a stolen database opens nothing, live sessions included, and
signing out is the deletion of one row.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from hearth.core.errors import Sealed
from hearth.seal import primitives

_PREFIX = "1."
_TOKEN_BYTES = 32


class Begun(NamedTuple):
    """A new session: `cookie` goes to the browser, the other two into the row."""

    cookie: str
    token_hash: bytes
    locked: bytes

    def __repr__(self) -> str:
        return f"Begun(token_hash={self.token_hash!r})"


def begin(private: bytes) -> Begun:
    """Open a session for the holder of `private`. Raises InvalidValue (no key).

    The cookie is 45 URL-safe characters; the hash 32 bytes; the locked key 77 bytes.
    """
    primitives.require_key(private, "private key")
    token = primitives.random_bytes(_TOKEN_BYTES)
    row = _row_hash(token)
    return Begun(_cookie(token), row, primitives.seal_with(_key(token), private, row))


def token_hash(cookie: str) -> bytes:
    """The 32 bytes by which the row is found. Raises Sealed if this is no cookie of ours."""
    return _row_hash(_token(cookie))


def resume(cookie: str, locked: bytes) -> bytes:
    """The private key of a session.

    Raises Sealed for another session's cookie or none at all, Tampered when the locked
    key was changed or names an unknown suite.
    """
    token = _token(cookie)
    return primitives.open_with(_key(token), locked, _row_hash(token), "session")


def close_beside(cookie: str, content: bytes) -> bytes:
    """Something to keep in the row beside the key; the same cookie opens it. Raises Sealed."""
    token = _token(cookie)
    return primitives.seal_with(_beside(token), content, _row_hash(token))


def open_beside(cookie: str, closed: bytes) -> bytes:
    """What `close_beside` closed. Raises Sealed for another cookie, Tampered where changed."""
    token = _token(cookie)
    return primitives.open_with(_beside(token), closed, _row_hash(token), "session")


def _beside(token: bytes) -> bytes:
    return primitives.digest(b"hearth/session/beside/1", token)


def _cookie(token: bytes) -> str:
    return _PREFIX + base64.urlsafe_b64encode(token).rstrip(b"=").decode("ascii")


def _token(cookie: str) -> bytes:
    try:
        token = base64.urlsafe_b64decode(cookie[len(_PREFIX) :] + "=")
    except ValueError:
        token = b""
    # Base64 can be read leniently; a cookie has one spelling and no other.
    if len(token) != _TOKEN_BYTES or cookie != _cookie(token):
        raise Sealed("this is not the cookie of a session; sign in again")
    return token


def _row_hash(token: bytes) -> bytes:
    return primitives.digest(b"hearth/session/row/1", token)


def _key(token: bytes) -> bytes:
    return primitives.digest(b"hearth/session/key/1", token)
