"""A WinRM service on a loopback port, as a client of the cmd shell meets it on a real host.

NTLM with sealed messages over HTTP; NTLM (bound to the certificate), Basic or a client certificate over HTTPS. Login
and sealing belong to the connection: a sealed message on a fresh connection is a 400, as Windows answers it.
"""

import hmac
import ssl
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socket import SHUT_RDWR, socket
from socketserver import ThreadingTCPServer
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import Any, Self

from bot.playground.hosts import soap
from bot.playground.hosts.certificates import Certificates
from bot.playground.hosts.ntlm import SEALED, Credentials, Login, SealError
from bot.playground.hosts.shells import Execute, Shells
from bot.playground.hosts.soap import Fault, MalformedError, Operation, Request
from bot.playground.hosts.troubles import DOES_NOTHING, Mishap, Trouble, Troubles

_SOAP = "application/soap+xml;charset=UTF-8"
_MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"


@dataclass(frozen=True, slots=True)
class Account:
    """The one account that a host lets in."""

    username: str
    password: str


class WsmanServer:
    """A simulated host. Without certificates it speaks HTTP. A context manager; `port` is a free one.

    `operations` lists the messages of authenticated clients in the order they arrived, `logons_failed` counts wrong
    passwords. `troubles` plans mishaps, `shells` has what is open and how many commands ran.
    """

    def __init__(self, execute: Execute, account: Account, certificates: Certificates | None = None) -> None:
        self.account = account
        self.shells = Shells(execute)
        self.troubles = Troubles()
        self.operations: list[Operation] = []
        self.logons_failed = 0
        self.round_trips = 0
        self._lock = Lock()
        self._released = Event()
        self._folder = TemporaryDirectory(prefix="hvbot-host-")
        self.credentials = Credentials(account.username, account.password, Path(self._folder.name))
        self.certificate = _fingerprint(certificates.server) if certificates else None
        self._listener = _Listener(partial(_Exchange, host=self), certificates)
        self._thread = Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return int(self._listener.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stops listening and breaks every connection; the port is closed afterwards, as of a host that is down."""
        self._released.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._listener.disconnect()
        self._folder.cleanup()

    def wait(self) -> None:
        """What a host does that never answers: until it is closed."""
        self._released.wait()

    def count(self, *, operation: Operation | None = None, failed: bool = False) -> None:
        """Notes one HTTP exchange."""
        with self._lock:
            self.round_trips += operation is None and not failed
            self.logons_failed += failed
            if operation is not None:
                self.operations.append(operation)


class _Listener(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: Callable[..., Any], certificates: Certificates | None) -> None:
        self._context: ssl.SSLContext | None = None
        if certificates:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificates.server, certificates.server_key)
            self._context.load_verify_locations(certificates.ca)
            self._context.verify_mode = ssl.CERT_OPTIONAL
        self._connections: set[socket] = set()
        self._guard = Lock()
        super().__init__(("127.0.0.1", 0), handler)

    def get_request(self) -> tuple[socket, Any]:
        connection, address = super().get_request()
        if self._context:  # the handshake is the handler's, so that a slow client holds up nobody else
            connection = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._guard:
            self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)

    def disconnect(self) -> None:
        with self._guard:
            for connection in self._connections:
                _break(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up or do not trust us are none of a host's errors."""


class _Exchange(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Microsoft-HTTPAPI/2.0", ""
    wbufsize = -1  # head and body of an answer in one packet
    disable_nagle_algorithm = True

    def __init__(self, *arguments: Any, host: WsmanServer) -> None:
        self._host = host
        self._login: Login | None = None
        super().__init__(*arguments)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""

    def do_POST(self) -> None:
        self._host.count()
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path != "/wsman":
            self._send(404)
        elif self._authenticated():
            self._serve(body)

    def _authenticated(self) -> bool:
        if self._login and self._login.complete:
            return True
        trouble = self._host.troubles.take(Operation.LOGIN)
        if trouble:
            self._send_trouble(trouble, None)
            return False
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Negotiate":
            return self._negotiate(token)
        if isinstance(self.connection, ssl.SSLSocket):
            if scheme == "Basic":
                known = f"{self._host.account.username}:{self._host.account.password}".encode()
                if hmac.compare_digest(b64decode(token), known):
                    return True
                self._host.count(failed=True)
            elif scheme == _MUTUAL and self.connection.getpeercert():
                return True
        self._send(401, challenge="Negotiate")
        return False

    def _negotiate(self, token: str) -> bool:
        opening = self._login is None
        if self._login is None:
            self._login = Login(self._host.credentials, self._host.certificate)
        reply = self._login.step(token)
        if self._login.complete:
            return True
        if reply is None:
            self._login = None
            if not opening:
                self._host.count(failed=True)
        self._send(401, challenge=f"Negotiate {reply}" if reply else "Negotiate")
        return False

    def _serve(self, body: bytes) -> None:
        if not body:  # the client only wanted to log in
            self._send(200)
            return
        try:
            request = soap.parse(self._opened(body))
        except (MalformedError, SealError):
            self._send(400)
            return
        self._host.count(operation=request.operation)
        trouble = self._host.troubles.take(request.operation)
        if trouble and trouble.mishap in DOES_NOTHING:
            self._send_trouble(trouble, request)
            return
        try:
            status, answer = 200, soap.answer(request, self._host.shells.handle(request))
        except Fault as fault:
            status, answer = 500, soap.fault(request, fault)
        if trouble:
            self._send_trouble(trouble, request, status, answer)
        else:
            self._send(status, answer)

    def _opened(self, body: bytes) -> bytes:
        if self._host.certificate is not None:
            return body
        if self._login is None or not self.headers.get("Content-Type", "").startswith("multipart/encrypted"):
            raise SealError
        return self._login.unseal(body)

    def _send_trouble(self, trouble: Trouble, request: Request | None, status: int = 200, answer: bytes = b"") -> None:
        match trouble.mishap:
            case Mishap.STATUS:
                self._send(trouble.number, challenge="Negotiate" if trouble.number == 401 else "")
            case Mishap.REDIRECT:
                self._send(307, location=trouble.location)
            case Mishap.HTML:
                self._send(200, b"<!DOCTYPE html><p>Welcome to the proxy", "text/html")
            case Mishap.EMPTY:
                self._send(200)
            case Mishap.FAULT | Mishap.WMI_FAULT:
                wmi = trouble.mishap is Mishap.WMI_FAULT
                self._send(500, soap.fault(request, Fault(trouble.number, "Refused.", wmi=wmi)))
            case Mishap.HALF:
                self._send(status, answer, cut=True)
            case Mishap.DISCONNECT:
                self._send(status, answer)
                self.close_connection = True
            case Mishap.SILENCE:
                self._host.wait()
                self.close_connection = True
            case _:
                self._break_off()

    def _send(
        self,
        status: int,
        text: bytes = b"",
        content_type: str = _SOAP,
        *,
        challenge: str = "",
        location: str = "",
        cut: bool = False,
    ) -> None:
        if text and content_type == _SOAP and self._login and self._host.certificate is None:
            text, content_type = self._login.seal(text), SEALED
        self.send_response(status)
        for name, value in (("WWW-Authenticate", challenge), ("Location", location)):
            if value:
                self.send_header(name, value)
        if text:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text[: len(text) // 2] if cut else text)
        if cut:
            self.wfile.flush()
            self._break_off()

    def _break_off(self) -> None:
        self.close_connection = True
        _break(self.connection)


def _break(connection: socket) -> None:
    try:
        connection.shutdown(SHUT_RDWR)
    except OSError:
        connection.close()


def _fingerprint(certificate: Path) -> bytes:
    return sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii"))).digest()
