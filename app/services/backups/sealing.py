"""Encrypts copies in the age format and opens them again; the one place that knows pyrage.

A copy is made while nobody is there to type a passphrase, and none is kept. So the public half of a key pair encrypts,
and the secret half lies beside the copies, itself encrypted with the passphrase: key file and passphrase open them,
here or with the tool `age`. A lost passphrase can't be found again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from app.core.access import Actor
from app.core.errors import Refused
from app.services.backups.copies import SEALED, gone, said_plainly, sha256, synced, whole
from app.services.roles import BACKUP

SHORTEST = 10  # characters; who finds a stick may try for years
TAIL = ".age"


def set_passphrase(data: Path, actor: Actor, passphrase: str, again: str) -> str:
    """Makes the key that copies are sealed with from now on, and its key file in the shop's folder.

    Returns the public half, which this PC keeps. The passphrase is kept nowhere.
    """
    actor.require(BACKUP)
    if len(passphrase) < SHORTEST:
        raise Refused("The passphrase needs at least {n} characters.", where="passphrase", n=SHORTEST)
    if passphrase != again:
        raise Refused("The two passphrases differ. Type both again.", where="again")
    import pyrage

    made = pyrage.x25519.Identity.generate()
    recipient = str(made.to_public())
    words = f"# public key: {recipient}\n{made}\n"
    with said_plainly(data):
        whole(data / key_name(recipient), pyrage.passphrase.encrypt(words.encode(), passphrase))
    return recipient


def key_name(recipient: str) -> str:
    """The name of the key file that belongs to a public key."""
    return f"counterpart-key-{recipient[-8:]}{TAIL}"


def is_sealed(file: Path) -> bool:
    """True for an encrypted copy."""
    return file.name.endswith(SEALED)


def seal(source: Path, target: Path, recipient: str) -> None:
    """Encrypts a file and proves that what was written opens to the same bytes.

    The proof needs a key, and ours can't be asked for: so a second one, which is thrown away here, can open it too.
    """
    import pyrage

    proof = pyrage.x25519.Identity.generate()
    beside = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as plain, beside.open("wb") as out:
            pyrage.encrypt_io(plain, out, [pyrage.x25519.Recipient.from_str(recipient), proof.to_public()])
        synced(beside)
        found = _Hashed()
        with beside.open("rb") as stream:
            pyrage.decrypt_io(stream, found, [proof])
        if found.hexdigest() != sha256(source):
            raise OSError("what was read back differs from what was written")
        beside.replace(target)
    finally:
        gone(beside)


def unlock(file: Path, key: str, passphrase: str) -> Any:
    """The secret key of a sealed copy, from the key file beside it."""
    import pyrage

    beside = file.parent / key
    if not key or not beside.is_file():
        raise Refused(
            "The key file {key} belongs beside {file} and is not there. Copy it there from the place of this copy.",
            where="passphrase", key=key or key_name("*"), file=file.name,
        )  # fmt: skip
    try:
        words = pyrage.passphrase.decrypt(beside.read_bytes(), passphrase).decode()
        return pyrage.x25519.Identity.from_str(words.split()[-1])
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise Refused(
            "This passphrase does not open the copy. Look at capital letters and the input method, then type it again.",
            where="passphrase",
        ) from error


def unseal(source: Path, target: Path, key: Any) -> None:
    """Decrypts a file. Refused if it was changed or belongs to another key; nothing of it stays then."""
    import pyrage

    try:
        with source.open("rb") as stream, target.open("wb") as out:
            pyrage.decrypt_io(stream, out, [key])
    except (pyrage.DecryptError, OSError) as error:
        gone(target)
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the bytes
        raise Refused("{file} was changed after it was made. Take another backup.", file=str(source)) from error


def read(source: Path, key: Any) -> bytes:
    """The content of one sealed file; b"" if it was changed or belongs to another key."""
    import pyrage

    try:
        return bytes(pyrage.decrypt(source.read_bytes(), [key]))
    except pyrage.DecryptError:
        return b""


class _Hashed:
    """A place to write to of which only the hash is kept."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.hexdigest = self._hash.hexdigest

    def write(self, some: bytes) -> int:
        """Takes bytes."""
        self._hash.update(some)
        return len(some)

    def flush(self) -> None:
        """Nothing is held back."""
