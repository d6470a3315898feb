"""The shells of one simulated host and the commands in them. Knows nothing of HTTP; safe for several threads."""

import logging
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from time import monotonic
from xml.etree import ElementTree as ET

from bot.playground.hosts import soap
from bot.playground.hosts.soap import Fault, Operation, Request

log = logging.getLogger(__name__)

Execute = Callable[[str, bytes], tuple[bytes, bytes, int]]
"""Runs a command line with its standard input: standard output, standard error, exit code."""

STILL_RUNNING = 2150858793
NOT_FOUND = 2150858843
TOO_MANY_SHELLS = 2150859173
ACCESS_DENIED = 5

_CMD_LIMIT = 8191  # characters that cmd.exe takes
_ENVELOPE = 100_000  # bytes of output in one answer; pywinrm asks for envelopes of at most 150 KB
_IDLE = 7200.0  # seconds until Windows drops a shell that nobody asks for


@dataclass(eq=False, slots=True)
class _Command:
    line: str
    stdin: bytearray = field(default_factory=bytearray)
    started: bool = False
    streams: dict[str, bytes] = field(default_factory=dict)
    exit_code: int | None = None


@dataclass(eq=False, slots=True)
class _Shell:
    idle: float
    used: float
    commands: dict[str, _Command] = field(default_factory=dict)


class Shells:
    """`executed` counts the commands that ran; `limit` is the host's quota of shells for one user."""

    def __init__(self, execute: Execute, limit: int = 30) -> None:
        self._execute = execute
        self.limit = limit
        self._changed = Condition()
        self._shells: dict[str, _Shell] = {}
        self.executed = 0

    @property
    def open(self) -> int:
        """How many shells there are now."""
        with self._changed:
            return len(self._shells)

    def handle(self, request: Request) -> ET.Element | None:
        """The body of the answer; raises Fault."""
        with self._changed:
            match request.operation:
                case Operation.CREATE:
                    return self._create(request)
                case Operation.COMMAND:
                    return self._start(request)
                case Operation.SEND:
                    return self._send(request)
                case Operation.RECEIVE:
                    return self._receive(request)
                case Operation.SIGNAL:
                    return self._terminate(request)
                case _:
                    self._delete(request)
                    return None

    def _create(self, request: Request) -> ET.Element:
        now = monotonic()
        for name in [name for name, shell in self._shells.items() if now - shell.used > shell.idle]:
            del self._shells[name]
        if len(self._shells) >= self.limit:
            raise Fault(TOO_MANY_SHELLS, "The maximum number of concurrent shells for this user has been exceeded.")
        idle = re.fullmatch(r"PT([0-9.]+)S", request.idle_timeout)
        if request.idle_timeout and idle is None:
            raise Fault(2150859066, "The XML of the message does not comply with the schema.")
        name = str(uuid.uuid4()).upper()
        self._shells[name] = _Shell(float(idle[1]) if idle else _IDLE, now)
        return soap.shell_created(name)

    def _start(self, request: Request) -> ET.Element:
        name = str(uuid.uuid4()).upper()
        command = self._shell(request).commands[name] = _Command(request.line)
        if len(request.line) > _CMD_LIMIT:
            command.started, command.exit_code = True, 1
            command.streams = {"stderr": b"The command line is too long.\r\n"}
        elif request.console:
            self._run(command)
        return soap.command_started(name)

    def _send(self, request: Request) -> ET.Element:
        command = self._command(request)
        command.stdin += request.data
        if request.end:
            self._run(command)
        return soap.element("rsp:SendResponse")

    def _run(self, command: _Command) -> None:
        if not command.started:
            command.started = True
            self.executed += 1
            Thread(target=self._work, args=(command,), daemon=True).start()

    def _work(self, command: _Command) -> None:
        try:
            output, noise, exit_code = self._execute(command.line, bytes(command.stdin))
        except Exception:
            log.exception("a simulated command failed")
            output, noise, exit_code = b"", b"", 1
        with self._changed:
            if command.exit_code is None:
                command.streams, command.exit_code = {"stdout": output, "stderr": noise}, exit_code
            self._changed.notify_all()

    def _receive(self, request: Request) -> ET.Element:
        command = self._command(request)
        if not self._changed.wait_for(lambda: command.exit_code is not None, timeout=request.timeout):
            raise Fault(STILL_RUNNING, "The WS-Management service cannot complete the operation within the time.")
        pieces: list[tuple[str, bytes]] = []
        room = _ENVELOPE
        for name, data in command.streams.items():
            pieces.append((name, data[:room]))
            command.streams[name] = data[room:]
            room -= len(pieces[-1][1])
        return soap.output(request.command, pieces, None if any(command.streams.values()) else command.exit_code)

    def _terminate(self, request: Request) -> ET.Element:
        self._end(self._command(request))
        return soap.element("rsp:SignalResponse")

    def _delete(self, request: Request) -> None:
        self._shell(request)
        for command in self._shells.pop(request.shell).commands.values():
            self._end(command)

    def _end(self, command: _Command) -> None:
        command.started = True  # what still waits for its input never runs
        if command.exit_code is None:
            command.exit_code = 1
        self._changed.notify_all()

    def _shell(self, request: Request) -> _Shell:
        shell = self._shells.get(request.shell)
        if shell is None:
            raise Fault(NOT_FOUND, "The request for the Windows Remote Shell failed: the shell was not found.")
        shell.used = monotonic()
        return shell

    def _command(self, request: Request) -> _Command:
        command = self._shell(request).commands.get(request.command)
        if command is None:
            raise Fault(NOT_FOUND, "The request for the Windows Remote Shell failed: the command was not found.")
        return command
