"""Key files: read back as they were written, and refused in a sentence when they are not."""

import json
from pathlib import Path

import pytest

from hearth.actions.keys import service as setting_up
from hearth.core.errors import NotReady, Sealed
from hearth.seal import principal
from hearth.store import keyring
from hearth.store.folder import Folder, prepare
from tests.builders import MOMENT
from tests.service import CHEAP

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    def lock(private: bytes, secret: str) -> bytes:
        return principal.lock(private, secret, cost=CHEAP)

    monkeypatch.setattr(keyring, "principal", CheapLocks(lock))
    made = Folder(home)
    prepare(made)
    return made


class CheapLocks:
    """The locks of the seal, at a cost that no test waits for."""

    def __init__(self, lock: object) -> None:
        self.lock, self.unlock = lock, principal.unlock


@pytest.mark.parametrize("passphrase", [None, "three small boats"])
def test_a_key_file_signs_its_owner_in(folder: Folder, passphrase: str | None) -> None:
    duty = setting_up.begin(now=MOMENT).duty
    keyring.write(folder, "duty", duty, passphrase)

    assert keyring.sign_in(folder, "duty", passphrase) == duty
    assert (folder.keys / "duty.json").stat().st_mode & 0o077 == 0


def test_a_locked_key_is_in_no_file_as_it_is(folder: Folder) -> None:
    duty = setting_up.begin(now=MOMENT).duty
    keyring.write(folder, "duty", duty, "three small boats")

    assert duty.keys[duty.id].hex() not in (folder.keys / "duty.json").read_text()
    with pytest.raises(NotReady, match="passphrase"):
        keyring.sign_in(folder, "duty", None)
    with pytest.raises(Sealed):
        keyring.sign_in(folder, "duty", "three big boats")


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"principal": "x", "key": ""})])
def test_a_damaged_key_file_is_named(folder: Folder, content: str) -> None:
    (folder.keys / "duty.json").write_text(content)

    with pytest.raises(NotReady, match=r"duty\.json is damaged"):
        keyring.read(folder, "duty")


def test_a_missing_key_file_is_named(folder: Folder) -> None:
    with pytest.raises(NotReady, match=r"duty\.json is not in"):
        keyring.read(folder, "duty")
    with pytest.raises(NotReady, match="missing or damaged"):
        keyring.signer(folder, None)


def test_the_key_that_signs_checkpoints_is_kept(folder: Folder) -> None:
    made = keyring.new_signer_key(folder)

    assert keyring.signer(folder, None) == made


def test_a_locked_signer_needs_the_passphrase_and_its_public_half_does_not(tmp_path: Path) -> None:
    folder = prepare(Folder(tmp_path / "home"))
    pair = keyring.new_signer_key(folder)

    keyring.lock_signer(folder, "a long enough passphrase")

    assert keyring.signer_is_locked(folder)
    assert keyring.signer_public(folder) == pair.public
    assert keyring.signer(folder, "a long enough passphrase") == pair
    with pytest.raises(NotReady, match="locked"):
        keyring.signer(folder, None)
    with pytest.raises(Sealed, match="passphrase"):
        keyring.signer(folder, "another long passphrase")
