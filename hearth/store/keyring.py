"""The keys of the people and the program of this installation, one file each, in HEARTH_HOME/keys.

With a passphrase a key is locked (Argon2id); without one the file itself is the key, and
whoever copies the whole folder can read all that it opens. `hearth doctor` says so.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from hearth.core.errors import NotReady, Sealed
from hearth.seal import principal
from hearth.seal.log import new_signer
from hearth.seal.principal import KeyPair
from hearth.store import principals
from hearth.store.access import SignedIn
from hearth.store.folder import Folder, write_whole

SIGNER = "checkpoints"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file holds. `locked` says whether a passphrase is needed."""

    principal: UUID
    key: bytes
    locked: bool

    def __repr__(self) -> str:
        return f"KeyFile({self.principal}, locked={self.locked})"


def write(folder: Folder, name: str, who: SignedIn, passphrase: str | None) -> None:
    """Write somebody's own key, locked if there is a passphrase. Whole or not at all."""
    private = who.keys[who.id]
    key = principal.lock(private, passphrase) if passphrase else private
    _write(folder, name, {"principal": who.id.hex, "key": key.hex(), "locked": bool(passphrase)})


def _write(folder: Folder, name: str, content: dict[str, object]) -> None:
    write_whole(folder.keys / f"{name}.json", json.dumps(content).encode())


def read(folder: Folder, name: str) -> KeyFile:
    """A key file as it is written. Raises NotReady where it is missing or damaged."""
    path = folder.keys / f"{name}.json"
    try:
        content = json.loads(path.read_bytes())
        return KeyFile(UUID(content["principal"]), bytes.fromhex(content["key"]), content["locked"])
    except FileNotFoundError:
        raise NotReady(
            f"the key file {path.name} is not in the folder of keys; put it back from your copy"
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NotReady(
            f"the key file {path.name} is damaged; put it back from your copy"
        ) from error


def sign_in(folder: Folder, name: str, passphrase: str | None) -> SignedIn:
    """Sign in with a key file. Raises NotReady without the passphrase, Sealed with a wrong one."""
    found = read(folder, name)
    if found.locked and not passphrase:
        raise NotReady(
            "the key is locked: give its passphrase in HEARTH_PASSPHRASE, or in a file named by "
            "HEARTH_PASSPHRASE_FILE"
        )
    private = _unlocked(found.key, passphrase or "") if found.locked else found.key
    return principals.with_key(found.principal, private)


def _unlocked(key: bytes, passphrase: str) -> bytes:
    try:
        return principal.unlock(key, passphrase)
    except Sealed:
        raise Sealed("the passphrase is not the one that the keys were locked with") from None


def new_signer_key(folder: Folder) -> KeyPair:
    """Make the key that signs checkpoints of the log, and write it."""
    pair = new_signer()
    content = {"public": pair.public.hex(), "private": pair.private.hex()}
    _write(folder, SIGNER, dict(content))
    return pair


def signer(folder: Folder) -> KeyPair:
    """The key that signs checkpoints. Raises NotReady where it is missing."""
    path = folder.keys / f"{SIGNER}.json"
    try:
        content = json.loads(path.read_bytes())
        return KeyPair(bytes.fromhex(content["public"]), bytes.fromhex(content["private"]))
    except (ValueError, KeyError, OSError) as error:
        raise NotReady(
            f"the key file {path.name} is missing or damaged; put it back from your copy"
        ) from error
