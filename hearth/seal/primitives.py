"""The only file that speaks to the cryptography library.

Everything else in this folder is built from the few functions here. Each sealed
blob begins with one byte that names how it was made (its suite), so that a later
suite is a rotation and not a migration. A suite that this version does not know is
refused in a sentence.

    0x01  AES-256-GCM, random nonce, 16-byte label of the key in front
    0x11  HPKE (RFC 9180) base mode: X25519, HKDF-SHA256, AES-256-GCM
    0x21  Argon2id (RFC 9106) over a secret, then 0x01

Randomness comes from the operating system and is not passed in, unlike anywhere else
in Hearth: a key or a nonce that a caller can choose is one that a caller can repeat.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hearth.core.errors import InvalidValue, Sealed, Tampered

KEY_BYTES: Final = 32
AES_256_GCM: Final = 0x01
HPKE_X25519: Final = 0x11
ARGON2ID: Final = 0x21

_NONCE_BYTES = 12
_LABEL_BYTES = 16
_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

Sealing = Callable[[bytes, bytes], bytes]  # (content or blob, context) -> the other


def random_bytes(count: int) -> bytes:
    """`count` bytes that nobody can guess, from the operating system."""
    return os.urandom(count)


def digest(label: bytes, *parts: bytes) -> bytes:
    """SHA-256 (32 bytes) of `parts` under a label, so that no two uses can collide.

    Give parts of fixed length only: where one ends and the next begins is not marked.
    """
    return hashlib.sha256(b"\0".join((label, b"".join(parts)))).digest()


def sha256(content: bytes) -> bytes:
    """SHA-256 (32 bytes) of `content`, for formats of others; ours use `digest`."""
    return hashlib.sha256(content).digest()


def hash_text(content: bytes) -> str:
    """SHA-256 of `content` as 46 characters: `h1:` and 43 of URL-safe base64.

    `h1` is the algorithm's id, for the day when another hash is needed.
    """
    return "h1:" + base64.urlsafe_b64encode(sha256(content))[:-1].decode("ascii")


def require_key(key: bytes, what: str) -> None:
    """Raise InvalidValue unless `key` has the 32 bytes of every key here."""
    if len(key) != KEY_BYTES:
        raise InvalidValue(f"a {what} is {KEY_BYTES} bytes long, got {len(key)} bytes")


def strip_suite(blob: bytes, suite: int, what: str) -> bytes:
    """`blob` without its first byte, which must be `suite`; otherwise raises Tampered."""
    if not blob:
        raise Tampered(f"this {what} is empty; it should begin with suite 0x{suite:02x}")
    if blob[0] != suite:
        raise Tampered(
            f"this {what} names the sealing suite 0x{blob[0]:02x}, which this version of Hearth "
            f"does not know here; it knows 0x{suite:02x}"
        )
    return blob[1:]


def seal_with(key: bytes, content: bytes, context: bytes) -> bytes:
    """Close `content` under a 32-byte key, bound to `context`; 45 bytes longer.

    The blob carries a short label of its key. So a reader with another key and a body
    that was changed are two different answers, which AES-GCM alone cannot tell apart.
    Nonces are random: one key may close 2**32 bodies. Raises InvalidValue (key length).
    Source: NIST SP 800-38D, 8.2.2 and 8.3.
    """
    require_key(key, "sealing key")
    head = bytes((AES_256_GCM,)) + _label(key)
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, content, head + context)


def open_with(key: bytes, blob: bytes, context: bytes, what: str) -> bytes:
    """What `seal_with` closed under the same key and context.

    `what` names the blob in the sentence of an error. Raises Sealed for another key,
    Tampered for the right key and a changed blob or context, InvalidValue for a key
    that is none.
    """
    require_key(key, "sealing key")
    rest = strip_suite(blob, AES_256_GCM, what)
    label, nonce = rest[:_LABEL_BYTES], rest[_LABEL_BYTES : _LABEL_BYTES + _NONCE_BYTES]
    if label != _label(key):
        raise Sealed(f"this is not the key of this {what}")
    head = blob[: 1 + _LABEL_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, rest[_LABEL_BYTES + _NONCE_BYTES :], head + context)
    except (InvalidTag, ValueError):
        raise Tampered(
            f"this {what} was changed after it was closed, or it was moved to another place"
        ) from None


def _label(key: bytes) -> bytes:
    return digest(b"hearth/key-label/1", key)[:_LABEL_BYTES]


def sealer(public: bytes) -> Sealing:
    """A function (content, context) -> blob that seals to one public key.

    Make it once and call it often: reading the key is part of the cost. A blob is 49
    bytes longer than its content. Raises InvalidValue if `public` is no X25519 key.
    """
    require_key(public, "public key")
    to = X25519PublicKey.from_public_bytes(public)
    suite = bytes((HPKE_X25519,))

    def seal(content: bytes, context: bytes) -> bytes:
        try:
            return suite + _HPKE.encrypt(content, to, context)
        except ValueError:
            raise InvalidValue("this public key cannot be sealed to: it is a weak one") from None

    return seal


def opener(private: bytes, what: str) -> Sealing:
    """A function (blob, context) -> content that opens what was sealed to one key pair.

    It raises Sealed when the key or the context is another, or the blob was changed:
    HPKE cannot tell these apart. Raises InvalidValue if `private` is no key.
    """
    require_key(private, "private key")
    own = X25519PrivateKey.from_private_bytes(private)

    def unseal(blob: bytes, context: bytes) -> bytes:
        try:
            return _HPKE.decrypt(strip_suite(blob, HPKE_X25519, what), own, context)
        except (InvalidTag, ValueError):
            raise Sealed(
                f"this key does not open this {what}: it was made for another reader or another "
                "place, or it was changed"
            ) from None

    return unseal


def key_inside(content: bytes, what: str) -> bytes:
    """`content`, which must be a key; raises Tampered if it has another length.

    Sealing to a public key does not prove who sealed, so what comes out is looked at.
    """
    if len(content) != KEY_BYTES:
        raise Tampered(f"this {what} holds something that is not a key")
    return content


def new_private() -> bytes:
    """A new 32-byte private key for sealing (X25519)."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half (32 bytes) of a private sealing key. Raises InvalidValue."""
    require_key(private, "private key")
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def stretch(secret: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    """32 bytes from a secret by Argon2id; slow and large on purpose (RFC 9106)."""
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory_kib
    ).derive(secret)


def new_signing_private() -> bytes:
    """A new 32-byte private key for signing (Ed25519)."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def signing_public_of(private: bytes) -> bytes:
    """The public half (32 bytes) of a private signing key. Raises InvalidValue."""
    require_key(private, "signing key")
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, content: bytes) -> bytes:
    """The 64-byte Ed25519 signature over `content`. Raises InvalidValue (key length)."""
    require_key(private, "signing key")
    return Ed25519PrivateKey.from_private_bytes(private).sign(content)


def is_signed(public: bytes, signature: bytes, content: bytes) -> bool:
    """Whether `signature` over `content` is by the holder of `public`."""
    require_key(public, "public signing key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
