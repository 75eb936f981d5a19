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
COPIES = "backup"


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


def any_there(folder: Folder) -> bool:
    """Whether the folder holds a key of any service."""
    return any(folder.keys.glob("*.json"))


def remove_all(folder: Folder) -> None:
    """Take away the keys of a service that did not come to be."""
    for path in folder.keys.glob("*.json"):
        path.unlink()


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


def whose(folder: Folder, name: str) -> UUID:
    """Whose key a file holds. Raises NotReady where it is missing or damaged."""
    return read(folder, name).principal


def sign_in(folder: Folder, name: str, passphrase: str | None) -> SignedIn:
    """Sign in with a key file. Raises NotReady without the passphrase, Sealed with a wrong one."""
    found = read(folder, name)
    private = _unlocked(found.key, _given(passphrase)) if found.locked else found.key
    return principals.with_key(found.principal, private)


def _given(passphrase: str | None) -> str:
    if passphrase:
        return passphrase
    raise NotReady(
        "the keys are locked: give their passphrase in a file named by HEARTH_PASSPHRASE_FILE"
    )


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


def lock_signer(folder: Folder, passphrase: str) -> None:
    """Lock the key that signs checkpoints."""
    pair = signer(folder, None)
    locked = principal.lock(pair.private, passphrase)
    _write(folder, SIGNER, {"public": pair.public.hex(), "private": locked.hex(), "locked": True})


def signer_is_locked(folder: Folder) -> bool:
    """Whether signing a checkpoint needs the passphrase."""
    return bool(_signer(folder).get("locked"))


def signer_public(folder: Folder) -> bytes:
    """The public half of the key that signs checkpoints. Raises NotReady where it is missing."""
    return bytes.fromhex(_signer(folder)["public"])


def signer(folder: Folder, passphrase: str | None) -> KeyPair:
    """The key that signs checkpoints. Raises NotReady where it is missing or stays locked."""
    content = _signer(folder)
    private = bytes.fromhex(content["private"])
    if content.get("locked"):
        private = _unlocked(private, _given(passphrase))
    return KeyPair(bytes.fromhex(content["public"]), private)


def _signer(folder: Folder) -> dict[str, str]:
    path = folder.keys / f"{SIGNER}.json"
    try:
        content: dict[str, str] = json.loads(path.read_bytes())
        bytes.fromhex(content["public"] + content["private"])
        return content
    except (ValueError, KeyError, OSError) as error:
        raise NotReady(
            f"the key file {path.name} is missing or damaged; put it back from your copy"
        ) from error


def write_copies_key(folder: Folder, public: bytes) -> None:
    """Write to whom copies are sealed from now on. Their private key is never in this folder."""
    _write(folder, COPIES, {"public": public.hex()})


def copies_key(folder: Folder) -> bytes:
    """To whom copies are sealed. Raises NotReady where no key was made for them yet."""
    path = folder.keys / f"{COPIES}.json"
    try:
        return bytes.fromhex(json.loads(path.read_bytes())["public"])
    except FileNotFoundError:
        raise NotReady(
            "no key for backups was made yet: make one with --new-key FILE, and keep that file away"
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NotReady(
            f"the key file {path.name} is damaged; put it back from your copy"
        ) from error
