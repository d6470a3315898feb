"""The host's side of NTLM: who comes in, and the sealed envelopes that WinRM exchanges over plain HTTP."""

import os
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

SEALED = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'

_BOUNDARY = b"--Encrypted Boundary"
_OCTETS = b"\tContent-Type: application/octet-stream\r\n"
_environment = Lock()


class SealError(Exception):
    """The body is not sealed for this connection."""


class Credentials:
    """The one account of a host (with a domain, without, or a UPN) in the file where pyspnego looks passwords up."""

    def __init__(self, username: str, password: str, folder: Path) -> None:
        domain, _, user = username.rpartition("\\")
        if ":" in username + password or not password.isprintable():
            raise ValueError("the credential file of pyspnego has no place for this")
        self._file = folder / "ntlm"
        self._file.touch(mode=0o600)
        self._file.write_text(f"{domain}:{user}:{password}\n", encoding="utf-8")

    @contextmanager
    def lookup(self) -> Iterator[None]:
        """Makes the file known: pyspnego asks the environment for it. The lock keeps several hosts apart."""
        with _environment:
            before = os.environ.get("NTLM_USER_FILE")
            os.environ["NTLM_USER_FILE"] = str(self._file)
            try:
                yield
            finally:
                if before is None:
                    del os.environ["NTLM_USER_FILE"]
                else:
                    os.environ["NTLM_USER_FILE"] = before


class Login:
    """The login of one connection. `certificate` is the hash of the server's, which the client must have signed."""

    def __init__(self, credentials: Credentials, certificate: bytes | None = None) -> None:
        self._credentials = credentials
        bindings = GssChannelBindings(application_data=b"tls-server-end-point:" + certificate) if certificate else None
        with credentials.lookup():
            self._context = spnego.server(
                protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm, channel_bindings=bindings
            )

    @property
    def complete(self) -> bool:
        """Whether the client has proved that it knows the password."""
        return self._context.complete

    def step(self, token: str) -> str | None:
        """The challenge to send back, or None when nothing is left to say; `complete` then tells how it ended."""
        try:
            with self._credentials.lookup():
                reply = self._context.step(b64decode(token))
        except (SpnegoError, ValueError, struct.error):
            return None
        return b64encode(reply).decode() if reply else None

    def seal(self, text: bytes) -> bytes:
        """The body of an answer, readable for the client of this connection alone."""
        wrapped = self._context.wrap(text).data  # 16 bytes of signature, then the text
        head = (
            b"\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n" % len(text)
        )
        return b"%s\r\n%s%s\r\n%s%s%s--\r\n" % (
            *(_BOUNDARY, head, _BOUNDARY, _OCTETS),
            struct.pack("<i", 16) + wrapped,
            _BOUNDARY,
        )

    def unseal(self, body: bytes) -> bytes:
        """The text of a sealed request; raises SealError for one of another connection, or none at all."""
        _, separator, sealed = body.partition(_OCTETS)
        if not separator or not self.complete:
            raise SealError
        try:
            return self._context.unwrap(sealed.removesuffix(_BOUNDARY + b"--\r\n")[4:]).data
        except SpnegoError as error:
            raise SealError from error
