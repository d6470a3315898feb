"""The one way to a Hyper-V host: run one of our scripts there over WinRM and bring back its one reply.

One connection and one shell per call, never shared and always closed: pywinrm's sealing counts messages per connection,
and a shell left open counts against a quota of the host. Nothing is ever sent twice from here. Whoever may repeat a
question looks at `sent` of the HostError, and never repeats HOST_LOGIN: each wrong password counts towards a lock-out.
"""

import logging
import math
import re
import secrets
import socket
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv6Address
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, Literal

import requests
import winrm.protocol
import winrm.transport
from winrm.exceptions import AuthenticationError, WinRMError, WinRMOperationTimeoutError

from bot.errors import HostError, Ref, Sent
from bot.remote_faults import reference
from bot.remote_wire import MAX_OUTPUT, Reply, ReplyError, Script, command_line, read_reply, standard_input
from bot.values import HostName

log = logging.getLogger(__name__)
logging.getLogger("spnego").setLevel(logging.INFO)  # its debug lines hold whole logins, fit to guess a password from

_UTF8 = 65001  # the shell's code page; only noise on stderr depends on it
_NOISE = 4096  # bytes of standard error kept for the log
_PIECE = 100_000  # bytes of standard input per message; Windows refuses envelopes above 500 KB
_ADDRESS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Target:
    """A host of the configuration, with its password. Nothing else can be connected to."""

    host: HostName
    address: str
    scheme: Literal["http", "https"]
    port: int
    transport: Literal["ntlm", "kerberos", "certificate", "basic"]
    username: str
    password: str = field(repr=False)
    ca_file: Path | None = None
    verify: bool = True
    cert_file: Path | None = None
    key_file: Path | None = None
    timeout: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        if self.scheme == "http" and self.transport in {"basic", "certificate"}:
            raise ValueError(f"{self.host}: {self.transport} would cross the network unprotected")
        if _ADDRESS.fullmatch(self.address) is None:
            IPv6Address(self.address)

    @property
    def endpoint(self) -> str:
        """The address of WS-Management on the host."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}/wsman"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each step may take, in seconds, and how many calls one host gets at the same time."""

    preflight: float = 3  # a host that is down is said to be down after this
    operation: int = 15  # the host answers every single message within this; the deadline is kept to about this
    silence: int = 10  # how much longer than `operation` nothing at all may be heard
    farewell: int = 5  # each of the two messages that clean up after an error
    per_host: int = 4


class Remote:
    """Runs scripts on hosts. Safe for several threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._turns: dict[HostName, BoundedSemaphore] = {}

    def run(self, target: Target, script: Script, value: Mapping[str, object], deadline: timedelta) -> Reply:
        """The reply of `script` to `value`, also one that says no (`ok` false).

        Raises HostError for everything else. With `sent` NO the script has not started and will not; with MAYBE it may
        have done its work, in part or in full, and only a look at the host tells.
        """
        ends = monotonic() + deadline.total_seconds()
        turn = self._turns.setdefault(target.host, BoundedSemaphore(self._limits.per_host))  # one step for all threads
        if not turn.acquire(timeout=max(0.0, ends - monotonic())):
            raise HostError(Ref.HOST_BUSY, sent=Sent.NO, log="no free turn within the deadline", host=target.host)
        try:
            knock(target.host, target.address, target.port, self._limits.preflight)
            return _Conversation(target, script, self._limits, ends).hold(value)
        finally:
            turn.release()


def knock(host: HostName, address: str, port: int, seconds: float) -> None:
    """Connects and hangs up. Raises HostError(HOST_UNRESOLVED or HOST_UNREACHABLE)."""
    # pywinrm has one time limit for connecting and for waiting; a host that is down would cost all of it.
    try:
        socket.create_connection((address, port), timeout=seconds).close()
    except (OSError, UnicodeError) as error:
        unknown = isinstance(error, socket.gaierror | UnicodeError)
        ref = Ref.HOST_UNRESOLVED if unknown else Ref.HOST_UNREACHABLE
        raise HostError(ref, sent=Sent.NO, log=f"{type(error).__name__}: {error}", host=host) from None


class _Transport(winrm.transport.Transport):
    """pywinrm's, deaf to the environment (proxies, .netrc) and to redirects: it talks to the target or to nobody."""

    def build_session(self) -> requests.Session:
        return _alone(super().build_session())

    def setup_encryption(self, session: requests.Session) -> None:
        super().setup_encryption(_alone(session))


def _alone(session: requests.Session) -> requests.Session:
    session.trust_env = False
    session.max_redirects = 0  # following one would hand the login and the message to whoever was named
    return session


def _connect(target: Target) -> winrm.protocol.Protocol:
    # requests would encode the text of Basic in Latin-1, and name the characters of the password that do not fit.
    as_sent: Callable[[str], str | bytes] = str.encode if target.transport == "basic" else str
    login: dict[str, Any] = {
        "username": as_sent(target.username),
        "password": as_sent(target.password),
        "ca_trust_path": str(target.ca_file) if target.ca_file else None,
        "cert_pem": str(target.cert_file) if target.cert_file else None,
        "cert_key_pem": str(target.key_file) if target.key_file else None,
        "server_cert_validation": "validate" if target.verify else "ignore",
        "message_encryption": "always" if target.scheme == "http" else "never",
        # Empty, not None: for None, requests sets no_proxy=* in the environment of the whole process around each
        # message, which fails under threads and misleads everybody else in the process.
        "proxy": "",
    }
    try:
        protocol = winrm.protocol.Protocol(target.endpoint, transport=target.transport, **login)
        protocol.transport = _Transport(target.endpoint, auth_method=target.transport, **login)
    except WinRMError as error:  # a certificate or key file that is not there
        raise _host_error(target, Ref.HOST_LOGIN, Sent.NO, error) from None
    return protocol


class _Conversation:
    """One shell from Create to Delete."""

    def __init__(self, target: Target, script: Script, limits: Limits, ends: float) -> None:
        self._target, self._script, self._limits, self._ends = target, script, limits, ends
        self._protocol = _connect(target)
        self._sent = Sent.NO
        self._shell = self._command = ""

    def hold(self, value: Mapping[str, object]) -> Reply:
        nonce = secrets.token_hex(16)
        try:
            output, noise, code = self._run(standard_input(self._script, value, nonce))
        except Exception as error:  # noqa: BLE001  # pywinrm's errors have no common base; unknown ones end as INTERNAL
            ref = reference(error, self._sent)
            self._escape(error)
            raise _host_error(self._target, ref, self._sent, error) from (error if ref is Ref.INTERNAL else None)
        self._leave()
        try:
            reply = read_reply(output, self._script, nonce)
        except ReplyError as error:
            raise _host_error(self._target, Ref.HOST_REPLY, self._sent, error) from None
        if reply is None:
            ref = Ref.HOST_SCRIPT if code else Ref.HOST_REPLY
            raise _host_error(self._target, ref, self._sent, noise.decode(errors="replace"), detail=f"exit {code}")
        return reply

    def _run(self, payload: bytes) -> tuple[bytes, bytes, int]:
        protocol = self._protocol
        self._set_limits()
        # An orphan of a lost connection is gone after two minutes instead of two hours.
        self._shell = protocol.open_shell(codepage=_UTF8, noprofile=True, idle_timeout="PT120S")
        self._set_limits()
        self._command = protocol.run_command(self._shell, command_line(self._script), console_mode_stdin=False)
        for start in range(0, len(payload), _PIECE):
            last = start + _PIECE >= len(payload)
            self._set_limits()
            if last:  # until now the bootstrap waits for the rest of its two lines
                self._sent = Sent.MAYBE
            protocol.send_command_input(self._shell, self._command, payload[start : start + _PIECE], end=last)
        return self._receive()

    def _receive(self) -> tuple[bytes, bytes, int]:
        output, noise = bytearray(), bytearray()
        while True:
            self._set_limits()
            try:
                out, err, code, done = self._protocol.get_command_output_raw(self._shell, self._command)
            except WinRMOperationTimeoutError:
                continue  # how the host says "still running"
            output += out
            noise += err[: max(0, _NOISE - len(noise))]
            if len(output) > MAX_OUTPUT:
                raise ReplyError(f"more than {MAX_OUTPUT} bytes")
            if done:
                return bytes(output), bytes(noise), code

    def _set_limits(self) -> None:
        left = self._ends - monotonic()
        if left <= 0:
            raise WinRMOperationTimeoutError("deadline")
        self._allow(max(1, min(self._limits.operation, math.ceil(left))), self._limits.silence)

    def _allow(self, operation: int, silence: int) -> None:
        self._protocol.operation_timeout_sec = operation
        self._protocol.transport.read_timeout_sec = operation + silence

    def _leave(self) -> None:
        """Deletes the shell, which ends and gives back everything in it; tries once more over a new connection."""
        self._allow(self._limits.farewell, 0)
        if not self._try(self._protocol.close_shell, self._shell):
            self._try(self._protocol.close_shell, self._shell)

    def _escape(self, error: Exception) -> None:
        """Ends the command and the shell after an error, as far as the host lets us."""
        # First of all: over a broken connection NTLM on HTTP gets "400 Bad Request" for ever.
        self._protocol.transport.close_session()
        if not self._shell or isinstance(error, AuthenticationError):  # no second logon with a password that failed
            return
        self._allow(self._limits.farewell, 0)
        if self._command:
            self._try(self._protocol.cleanup_command, self._shell, self._command)
        self._try(self._protocol.close_shell, self._shell)

    def _try(self, step: Callable[..., None], *names: str) -> bool:
        """Best effort: the shell expires by itself. False if the same over a new connection may help."""
        try:
            step(*names)
        except Exception as error:  # noqa: BLE001  # the error before this one, if any, is the one to tell
            log.info("%s: clean-up: %s", self._target.host, _clean(self._target, error))
            self._protocol.transport.close_session()
            return isinstance(error, AuthenticationError)
        return True


def _host_error(target: Target, ref: Ref, sent: Sent, what: Exception | str, **facts: str) -> HostError:
    return HostError(ref, sent=sent, log=_clean(target, what), host=target.host, **facts)


def _clean(target: Target, what: Exception | str) -> str:
    text = what if isinstance(what, str) else f"{type(what).__name__}: {what}"
    # A host can put anything into its faults, also what it was sent.
    for secret in (target.password, b64encode(f"{target.username}:{target.password}".encode()).decode()):
        text = text.replace(secret, "•••") if target.password else text
    return "".join(character if character.isprintable() else " " for character in text)[:500]
