"""The simulated WinRM service behaves as a real one where clients have been caught out by it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import spnego
import winrm
from requests_ntlm import HttpNtlmAuth
from spnego.channel_bindings import GssChannelBindings
from winrm.exceptions import InvalidCredentialsError, WinRMOperationTimeoutError, WinRMTransportError, WSManFaultError
from winrm.protocol import Protocol

from bot.playground.hosts import shells
from bot.playground.hosts.invocation import parse_invocation
from bot.playground.hosts.ntlm import Credentials, Login
from bot.playground.hosts.soap import Operation
from bot.playground.hosts.troubles import Mishap, Trouble
from bot.playground.hosts.wsman import Account, WsmanServer

ACCOUNT = Account("svc-hvbot@corp.example", "päss")


def repeat(line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
    return f"{line}|".encode() + stdin, b"noise", 3


@pytest.fixture
def host() -> Iterator[WsmanServer]:
    with WsmanServer(repeat, ACCOUNT) as server:
        yield server


def protocol(host: WsmanServer, account: Account = ACCOUNT, **other: Any) -> Protocol:
    return Protocol(
        f"http://127.0.0.1:{host.port}/wsman",
        transport="ntlm",
        username=account.username,
        password=account.password,
        **other,
    )


def test_pywinrm_itself_runs_a_command(host: WsmanServer) -> None:
    """Its own session finds all it needs: shell, command, output of both kinds, exit code, end."""
    session = winrm.Session(
        f"http://127.0.0.1:{host.port}/wsman", (ACCOUNT.username, ACCOUNT.password), transport="ntlm"
    )

    done = session.run_cmd("ipconfig", ["/all", "/x"])

    assert (done.std_out, done.std_err, done.status_code) == (b"ipconfig /all /x|", b"noise", 3)
    assert host.operations[-2:] == [Operation.SIGNAL, Operation.DELETE]
    assert host.shells.open == 0


def test_cmd_takes_8191_characters(host: WsmanServer) -> None:
    """A longer line is refused by cmd.exe on standard error, without having run."""
    client = protocol(host)
    shell = client.open_shell()
    fits, too_long = (client.run_command(shell, "x" * length) for length in (8191, 8192))

    assert client.get_command_output(shell, fits)[2] == 3
    assert client.get_command_output(shell, too_long) == (b"", b"The command line is too long.\r\n", 1)
    assert host.shells.executed == 1


def test_standard_input_is_gathered_until_its_end(host: WsmanServer) -> None:
    """The command starts once the last piece has come."""
    client = protocol(host)
    shell = client.open_shell()
    command = client.run_command(shell, "sort", console_mode_stdin=False)
    client.send_command_input(shell, command, b"one ")
    assert host.shells.executed == 0
    client.send_command_input(shell, command, b"two", end=True)

    assert client.get_command_output(shell, command)[0] == b"sort|one two"


def test_a_command_that_fails_inside_the_simulation_still_ends() -> None:
    """As a program that crashed, not as a host that hangs."""

    def broken(line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
        raise KeyError(line)

    with WsmanServer(broken, ACCOUNT) as host:
        client = protocol(host)
        shell = client.open_shell()
        assert client.get_command_output(shell, client.run_command(shell, "x")) == (b"", b"", 1)


def test_a_running_command_times_the_question_out(host: WsmanServer) -> None:
    """The fault by which clients know that there is nothing yet."""
    client = protocol(host, operation_timeout_sec=1, read_timeout_sec=20)
    shell = client.open_shell()
    command = client.run_command(shell, "x", console_mode_stdin=False)

    with pytest.raises(WinRMOperationTimeoutError):
        client.get_command_output_raw(shell, command)


def test_what_is_not_there_is_a_fault(host: WsmanServer) -> None:
    """For a shell, and for a command in it."""
    client = protocol(host)
    shell = client.open_shell()
    for where in ("no such shell", shell):
        with pytest.raises(WSManFaultError) as caught:
            client.get_command_output_raw(where, "no such command")
        assert caught.value.wsman_fault_code == shells.NOT_FOUND


def test_shells_are_limited_and_an_idle_one_makes_room(host: WsmanServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leaked shell counts until its idle time is over; a number instead of a duration is against the schema."""
    host.shells.limit = 1
    client = protocol(host)
    client.open_shell(idle_timeout="PT120S")
    with pytest.raises(WSManFaultError) as caught:
        client.open_shell()
    assert caught.value.wsman_fault_code == shells.TOO_MANY_SHELLS
    later = shells.monotonic() + 121
    monkeypatch.setattr(shells, "monotonic", lambda: later)

    with pytest.raises(WSManFaultError):
        client.open_shell(idle_timeout=120)
    assert client.open_shell()


def test_an_unsealed_or_foreign_message_over_http_is_refused(host: WsmanServer) -> None:
    """Windows allows no clear text by default, and a seal belongs to its connection."""
    plain = requests.post(
        f"http://127.0.0.1:{host.port}/wsman",
        b"<s:Envelope/>",
        auth=HttpNtlmAuth(ACCOUNT.username, ACCOUNT.password),
        headers={"Content-Type": "application/soap+xml"},
        timeout=20,
    )
    assert plain.status_code == 400
    client = protocol(host)
    shell = client.open_shell()
    host.troubles.plan(Operation.COMMAND, Trouble(Mishap.DISCONNECT))
    client.run_command(shell, "x")

    for _ in range(2):  # and it stays so until the client starts anew
        with pytest.raises((WinRMTransportError, requests.ConnectionError)):
            client.run_command(shell, "x")
    client.transport.close_session()
    assert client.run_command(shell, "x")


def test_other_paths_and_methods_are_no_winrm(host: WsmanServer) -> None:
    """As HTTP.sys answers for whatever nobody registered."""
    assert requests.post(f"http://127.0.0.1:{host.port}/", b"", timeout=20).status_code == 404
    assert requests.get(f"http://127.0.0.1:{host.port}/wsman", timeout=20).status_code == 501


def test_hosts_side_by_side_have_their_own_accounts(host: WsmanServer) -> None:
    """A password opens one host and is wrong for the other."""
    other = Account("CORP\\svc-hvbot", "other")
    with WsmanServer(repeat, other) as second:
        assert protocol(second, other).open_shell()
        with pytest.raises(InvalidCredentialsError):
            protocol(host, other).open_shell()
        with pytest.raises(InvalidCredentialsError):
            protocol(second, ACCOUNT).open_shell()
        assert protocol(host).open_shell()

    assert (host.logons_failed, second.logons_failed) == (1, 1)


@pytest.mark.parametrize(("seen", "complete"), [(b"server", True), (b"man in the middle", False)])
def test_a_login_is_bound_to_the_certificate_that_the_client_saw(tmp_path: Path, seen: bytes, complete: bool) -> None:
    """Whoever relays a login has another certificate, and is refused."""
    login = Login(Credentials(ACCOUNT.username, ACCOUNT.password, tmp_path), certificate=b"server")
    client = spnego.client(
        ACCOUNT.username,
        ACCOUNT.password,
        protocol="ntlm",
        options=spnego.NegotiateOptions.use_ntlm,
        channel_bindings=GssChannelBindings(application_data=b"tls-server-end-point:" + seen),
    )

    challenge = login.step(b64encode(client.step() or b"").decode())
    assert challenge is not None
    assert login.step(b64encode(client.step(b64decode(challenge)) or b"").decode()) is None
    assert login.complete is complete


@pytest.mark.parametrize(
    ("line", "stdin"),
    [
        ("ipconfig", b""),
        ("powershell.exe -EncodedCommand eAA=", b"e30=\ne30=\n"),
        (
            "powershell.exe -EncodedCommand " + b64encode(f"'{'0' * 64}'".encode("utf-16-le")).decode(),
            b64encode(b"script") + b"\n" + b64encode(json.dumps({}).encode()) + b"\n",
        ),
    ],
)
def test_only_commands_of_hvbot_are_understood(line: str, stdin: bytes) -> None:
    """The same things are refused that the bootstrap refuses to run."""
    with pytest.raises(ValueError, match=r"not .*"):
        parse_invocation(line, stdin)
