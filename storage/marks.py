"""One-way marks of people, made with keys that are destroyed when a survey or a vote closes.

Each survey's keys lie in files of their own, outside the database and outside every backup.
While they exist a mark finds a person's own response again; afterwards nothing can. Accounts and
codes have a key each: what stands on paper may be entered when those who answer in the chat have
long been out of reach.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32
# What a token begins with that was made of a code; no number of an account begins like this.
CODE = "web:"
# How the files of a survey's keys end.
ACCOUNTS, CODES = ".key", ".codes.key"


class Marks:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, survey_code: str, token: str, nth: int = 1) -> bytes:
        """The mark under which this person's nth response to the survey is kept."""
        kind = CODES if token.startswith(CODE) else ACCOUNTS
        return self._sign(survey_code, kind, f"mark:{token}:{nth}".encode())

    def order(self, survey_code: str, token: str, nth: int = 1) -> bytes:
        """What shuffled options are put in order by; not the mark, which outlives the key.

        Whoever remembers an order could else find the response that was shown in it.
        """
        kind = CODES if token.startswith(CODE) else ACCOUNTS
        return self._sign(survey_code, kind, f"order:{token}:{nth}".encode())

    def receipt(self, survey_code: str, mark: bytes) -> str:
        """What the person can show later: kept nowhere, made again from the mark."""
        digest = self._sign(survey_code, ACCOUNTS, b"receipt:" + mark)
        letters = base64.b32encode(digest)[:8].decode()
        return f"{letters[:4]}-{letters[4:]}"

    def destroy(self, survey_code: str) -> None:
        for kind in (ACCOUNTS, CODES):
            self._destroy(self._path(survey_code, kind))

    def destroy_of_accounts(self, survey_code: str) -> None:
        """Whoever has a code may still be recognised by it, for as long as paper is entered."""
        self._destroy(self._path(survey_code, ACCOUNTS))

    def _destroy(self, path: Path) -> None:
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            os.fsync(file.fileno())
        path.unlink()
        self._keep_folder()

    def exists(self, survey_code: str) -> bool:
        return any(self._path(survey_code, kind).exists() for kind in (ACCOUNTS, CODES))

    def _sign(self, survey_code: str, kind: str, message: bytes) -> bytes:
        return hmac.new(self._key(survey_code, kind), message, hashlib.sha256).digest()

    def _key(self, survey_code: str, kind: str) -> bytes:
        try:
            with open(f"{self.folder}/{survey_code}{kind}", "rb", buffering=0) as file:
                return file.read()
        except FileNotFoundError:
            return self._make_key(survey_code, kind)

    def _make_key(self, survey_code: str, kind: str) -> bytes:
        """Make the key whole under another name first, so that nobody ever reads half of one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{survey_code}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self._path(survey_code, kind))
        except FileExistsError:
            pass  # another process was first; its key counts
        finally:
            draft.unlink()
        self._keep_folder()
        return self._path(survey_code, kind).read_bytes()

    def _keep_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _path(self, survey_code: str, kind: str) -> Path:
        return self.folder / f"{survey_code}{kind}"
