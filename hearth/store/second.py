"""Second factors: passkeys, one-time codes and spare codes, as allauth keeps and checks them.

What allauth would keep in the clear (the seed of a code, what somebody calls their key) is
sealed under the private key of whoever it belongs to: only their own secret opens it.
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.cache import cache
from django.core.exceptions import ValidationError

from hearth.core.errors import HearthError, InvalidValue, NotFound, Sealed
from hearth.seal import principal
from hearth.store import events
from hearth.store.access import SignedIn
from hearth.store.models import PrincipalRow

_key: ContextVar[bytes] = ContextVar("own key")
Kind = Authenticator.Type
WRONG = "that code or key does not open anything here"
LONGEST_NAME = 60
CODE_LASTS_S = 120  # a step of 30 s, one before and one after, and some


class SealedSeeds(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks of a service: here, that no seed lies in the clear, and no mail is sent."""

    def encrypt(self, text: str) -> str:
        """Sealed under the key of whoever is at work; see `_of`."""
        return base64.b64encode(principal.close_for_self(_key.get(), text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart. Raises Sealed for anybody else."""
        return principal.open_for_self(_key.get(), base64.b64decode(encrypted_text)).decode()

    def get_public_key_credential_user_entity(self, user: PrincipalRow) -> dict[str, Any]:
        """A passkey knows whose it is by a number alone."""
        return {"id": user.id.bytes, "display_name": "Hearth", "name": "Hearth"}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The pages it is for, by their host."""
        host: str = context.request.get_host().rpartition("@")[2].partition(":")[0]
        return {"id": host, "name": "Hearth"}


@contextmanager
def _of(who: SignedIn, host: str = "", state: dict[str, Any] | None = None) -> Iterator[Any]:
    """allauth at work for this person: their key, and a request with no more than it reads."""
    token = _key.set(who.keys[who.id])
    asked: Any = SimpleNamespace(session=state if state is not None else {}, get_host=lambda: host)
    try:
        with context.request_context(asked):
            yield PrincipalRow.objects.get(id=who.id)
    except HearthError:
        raise
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        # What a browser sends is anything: fido2 reads it by its keys.
        raise Sealed(WRONG) from error
    finally:
        _key.reset(token)


@dataclass(frozen=True, slots=True)
class Factor:
    """A passkey or a way to make codes that somebody has. `name`: what they call it."""

    id: int
    kind: str
    name: str
    made_at: datetime
    used_at: datetime | None


def kinds(principal_id: UUID) -> frozenset[str]:
    """What somebody can be asked for: `totp`, `webauthn`. Spare codes are none of their own."""
    found = Authenticator.objects.filter(user_id=principal_id).values_list("type", flat=True)
    return frozenset(str(kind) for kind in found) - {Kind.RECOVERY_CODES.value}


def factors(who: SignedIn) -> list[Factor]:
    """All that somebody has enrolled, oldest first."""
    rows = Authenticator.objects.filter(user_id=who.id).exclude(type=Kind.RECOVERY_CODES)
    with _of(who):
        return [
            Factor(
                row.pk,
                row.type,
                decrypt(row.data["name"]) if row.type == Kind.WEBAUTHN else "",
                row.created_at,
                row.last_used_at,
            )
            for row in rows.order_by("created_at")
        ]


def new_seed() -> str:
    """A seed for one-time codes that nobody has yet."""
    seed: str = totp.generate_totp_secret()
    return seed


def address_of(seed: str) -> str:
    """A seed as the address that an app for codes reads from a picture."""
    return f"otpauth://totp/Hearth?secret={seed}&issuer=Hearth"


def add_codes(who: SignedIn, seed: str, code: str, *, now: datetime) -> list[str]:
    """From here on they are asked for a code; this first one shows that their app has the seed.

    Their spare codes where these are new. Raises InvalidValue for a wrong code.
    """
    if not totp.validate_totp_code(seed, code):
        raise InvalidValue("That is not the code that your app shows now. Try the next one")
    events.begin_write()
    with _of(who) as user:
        Authenticator.objects.filter(user_id=who.id, type=Kind.TOTP).delete()
        totp.TOTP.activate(user, seed)
        return _added(who, user, now)


def begin_passkey(who: SignedIn, host: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser needs to make a passkey, and what must be kept until it has."""
    state: dict[str, Any] = {}
    with _of(who, host, state) as user:
        return webauthn.begin_registration(user, passwordless=False), state


def add_passkey(
    who: SignedIn,
    host: str,
    *,
    state: Mapping[str, Any],
    answer: Any,
    name: str,
    now: datetime,
) -> list[str]:
    """Keep a passkey that the browser has made. Spare codes, if new. Raises Sealed."""
    events.begin_write()
    with _of(who, host, dict(state)) as user:
        webauthn.parse_registration_response(answer)
        webauthn.complete_registration(answer)
        webauthn.WebAuthn.add(user, encrypt(name[:LONGEST_NAME]), answer)
        return _added(who, user, now)


def _added(who: SignedIn, user: PrincipalRow, now: datetime) -> list[str]:
    """Written down; and spare codes for who has none yet."""
    events.record("second.added", by=who, about=who.id, now=now)
    had = Authenticator.objects.filter(user_id=who.id, type=Kind.RECOVERY_CODES).exists()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return [] if had else codes


def begin_proof(who: SignedIn, host: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser needs to show a passkey, and what must be kept until it has."""
    state: dict[str, Any] = {}
    with _of(who, host, state) as user:
        return webauthn.begin_authentication(user), state


def prove_passkey(who: SignedIn, host: str, *, state: Mapping[str, Any], answer: Any) -> None:
    """Whether the browser holds one of their passkeys. Raises Sealed where it does not."""
    with _of(who, host, dict(state)) as user:
        webauthn.parse_authentication_response(answer)
        webauthn.complete_authentication(user, answer).record_usage()


def prove_code(who: SignedIn, code: str) -> None:
    """Whether this is a code of now, or a spare one not used before. Raises Sealed."""
    with _of(who):
        for row in Authenticator.objects.filter(user_id=who.id).exclude(type=Kind.WEBAUTHN):
            if row.wrap().validate_code(code) and _is_first_use(who.id, code):
                row.record_usage()
                return
    raise Sealed(WRONG)


def _is_first_use(principal_id: UUID, code: str) -> bool:
    """Whether this code was not used for as long as it can be right; allauth remembers half a
    minute, and a code is right for a minute and a half."""
    return cache.add(f"hearth.second.{principal_id.hex}.{code.strip()}", True, timeout=CODE_LASTS_S)


def remove(who: SignedIn, factor: int, *, now: datetime) -> None:
    """Take one away; with the last of them go the spare codes. Raises NotFound for another's."""
    events.begin_write()
    gone, _ = Authenticator.objects.filter(user_id=who.id, pk=factor).delete()
    if not gone:
        raise NotFound("there is no such key or code")
    if not kinds(who.id):
        Authenticator.objects.filter(user_id=who.id).delete()
    events.record("second.removed", by=who, about=who.id, now=now)


def remove_all(principal_id: UUID) -> None:
    """Everything that somebody has enrolled, when their key is a new one."""
    Authenticator.objects.filter(user_id=principal_id).delete()
