"""Who made a package and whom it is for: signatures and sealing. The one place that knows nacl and age.

A package is signed with Ed25519. A peer's key is trusted because a person compared its fingerprint, once.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from app.core.errors import Refused

GROUPS = 5  # of four hexadecimal digits: 80 bits, short enough to be read out on the phone


def new_keys() -> dict[str, Any]:
    """A key to sign with and one to be sealed for, as the columns of the site's row."""
    import nacl.signing
    import pyrage

    sign, seal = nacl.signing.SigningKey.generate(), pyrage.x25519.Identity.generate()
    return {
        "private_key": bytes(sign), "public_key": bytes(sign.verify_key).hex(),
        "age_secret": str(seal), "age_public": str(seal.to_public()),
    }  # fmt: skip


def fingerprint(station: str, public_key: str, age_public: str) -> str:
    """What two people read to each other, so that nobody in between can pass off his own keys or another code."""
    digest = hashlib.sha256(f"{station}\n{public_key}\n{age_public}".encode()).hexdigest().upper()
    return "-".join(digest[at : at + 4] for at in range(0, 4 * GROUPS, 4))


def sign(private_key: bytes, content: bytes) -> bytes:
    """The signature of `content`, 64 bytes."""
    import nacl.signing

    return nacl.signing.SigningKey(private_key).sign(content).signature


def is_signed_by(public_key: str, content: bytes, signature: bytes) -> bool:
    """True if whoever holds the private half of this key signed exactly this."""
    import nacl.exceptions
    import nacl.signing

    try:
        nacl.signing.VerifyKey(bytes.fromhex(public_key)).verify(content, signature)
    except (nacl.exceptions.CryptoError, ValueError):
        return False
    return True


def is_key(public_key: str, age_public: str) -> bool:
    """True if both are public keys at all."""
    import nacl.exceptions
    import nacl.signing
    import pyrage

    try:
        nacl.signing.VerifyKey(bytes.fromhex(public_key))
        if age_public:
            pyrage.x25519.Recipient.from_str(age_public)
    except (nacl.exceptions.CryptoError, pyrage.RecipientError, ValueError, TypeError):
        return False
    return True


def seal(source: Path, target: Path, age_public: str) -> None:
    """Encrypts a file for one peer, in the age format."""
    import pyrage

    with source.open("rb") as plain, target.open("wb") as out:
        pyrage.encrypt_io(plain, out, [pyrage.x25519.Recipient.from_str(age_public)])


def unseal(source: Path, target: Path, age_secret: str) -> None:
    """Decrypts a file that was sealed for us. Refused if it was changed or is for somebody else."""
    import pyrage

    try:
        with source.open("rb") as stream, target.open("wb") as out:
            pyrage.decrypt_io(stream, out, [pyrage.x25519.Identity.from_str(age_secret)])
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the bytes
        raise Refused("{file} is sealed for another station or was changed on its way.", file=source.name) from error
