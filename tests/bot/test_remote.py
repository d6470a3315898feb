"""pywinrm itself against the simulated host on loopback sockets."""

import logging
import os
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

import bot.remote
from bot.errors import HostError, Ref, Sent
from bot.playground.hosts.certificates import Certificates, make_certificates
from bot.playground.hosts.soap import Operation
from bot.playground.hosts.troubles import Mishap, Trouble
from bot.playground.hosts.wsman import WsmanServer
from bot.remote import Limits, Remote, Target
from bot.values import HostName
from tests.bot.winrm_hosts import ACCOUNT, AMPLE, ECHO, HASTY, answering, ask, echo, framed, target

JAPANESE = "日本語の仮想マシン ‘表’ ソ \u3000 𠮷 “; calc"
ONE_CALL = [Operation.CREATE, Operation.COMMAND, Operation.SEND, Operation.RECEIVE, Operation.DELETE]


@pytest.fixture
def host() -> Iterator[WsmanServer]:
    with WsmanServer(echo, ACCOUNT) as server:
        yield server


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def secure(certificates: Certificates) -> Iterator[WsmanServer]:
    with WsmanServer(echo, ACCOUNT, certificates) as server:
        yield server


def failure(to: Target, **how: Any) -> tuple[Ref, Sent]:
    with pytest.raises(HostError) as caught:
        ask(to, **how)
    assert to.host == caught.value.facts["host"]
    return caught.value.ref, caught.value.sent


def test_japanese_travels_both_ways_through_sealed_ntlm(host: WsmanServer) -> None:
    """Whatever its code page, a host understands our text and we understand its."""
    reply = ask(target(host), JAPANESE)

    assert reply.data["said"] == JAPANESE
    assert host.operations == ONE_CALL
    assert (host.shells.executed, host.shells.open) == (1, 0)


@pytest.mark.parametrize(
    ("transport", "trips"), [("ntlm", 7), ("basic", 5), ("certificate", 5)], ids=["ntlm", "basic", "certificate"]
)
def test_https_works_with_every_way_to_log_in(
    secure: WsmanServer, certificates: Certificates, transport: str, trips: int
) -> None:
    """Each way proves who we are to a host that our CA file vouches for, in as few messages as it takes."""
    to = target(
        secure,
        certificates,
        transport=transport,
        cert_file=certificates.client,
        key_file=certificates.client_key,
    )

    assert ask(to, JAPANESE).data["said"] == JAPANESE
    assert trips == secure.round_trips
    assert (secure.shells.executed, secure.shells.open, secure.logons_failed) == (1, 0, 0)


def test_one_call_over_http_takes_eight_round_trips(host: WsmanServer) -> None:
    """Three for NTLM and its sealing, one for each operation: waiting for far hosts is mostly this."""
    ask(target(host))

    assert host.round_trips == 8


def test_a_megabyte_of_output_arrives_whole(host: WsmanServer) -> None:
    """The reply is put together from many answers."""
    assert ask(target(host), "山" * 1_000_000).data["said"] == "山" * 1_000_000
    assert host.operations.count(Operation.SEND) > 10
    assert host.operations.count(Operation.RECEIVE) > 10


def test_a_reply_that_says_no_is_a_reply() -> None:
    """What a script reports itself is for the caller to judge."""
    with WsmanServer(answering(lambda value: framed(value, ok=False, code="VM_UNKNOWN")), ACCOUNT) as host:
        reply = ask(target(host))

    assert not reply.ok
    assert reply.data["code"] == "VM_UNKNOWN"


@pytest.mark.parametrize(("transport", "secured"), [("ntlm", False), ("ntlm", True), ("basic", True)])
def test_a_wrong_password_counts_once(
    host: WsmanServer, secure: WsmanServer, certificates: Certificates, transport: str, secured: bool
) -> None:
    """Every failed logon brings the account closer to its lock-out, so there is exactly one."""
    server = secure if secured else host
    to = target(server, certificates if secured else None, transport=transport, password="wrong")

    assert failure(to) == (Ref.HOST_LOGIN, Sent.NO)
    assert server.logons_failed == 1
    assert server.operations == []


def test_a_login_refused_halfway_is_not_tried_again(secure: WsmanServer, certificates: Certificates) -> None:
    """Not even to clean up: the shell expires by itself."""
    secure.troubles.plan(Operation.COMMAND, Trouble(Mishap.STATUS, 401))

    assert failure(target(secure, certificates, transport="basic")) == (Ref.HOST_LOGIN, Sent.NO)
    assert secure.operations == [Operation.CREATE, Operation.COMMAND]


def test_a_host_without_ntlm_refuses_the_login(host: WsmanServer) -> None:
    """A 401 without a challenge is about the login, not about the network."""
    host.troubles.plan(Operation.LOGIN, Trouble(Mishap.STATUS, 401), times=2)

    assert failure(target(host)) == (Ref.HOST_LOGIN, Sent.NO)


def test_an_unknown_certificate_stops_everything(
    secure: WsmanServer, certificates: Certificates, tmp_path: Path
) -> None:
    """No login, no message: neither with another CA, nor with the public ones, nor with a CA file that is not there."""
    other = make_certificates(tmp_path)
    for ca_file in (other.ca, None, tmp_path / "missing.pem", certificates.server_key):
        assert failure(target(secure, certificates, ca_file=ca_file)) == (Ref.HOST_TLS, Sent.NO)
    assert secure.round_trips == 0


def test_a_certificate_is_not_looked_at_where_the_operator_says_so(
    secure: WsmanServer, certificates: Certificates
) -> None:
    """`verify = false` is possible."""
    assert ask(target(secure, certificates, ca_file=None, verify=False)).ok


def test_a_certificate_file_that_vanished_is_about_the_login(
    secure: WsmanServer, certificates: Certificates, tmp_path: Path
) -> None:
    """It is found before anything is sent."""
    to = target(secure, certificates, transport="certificate", cert_file=tmp_path / "no.pem", key_file=tmp_path / "no")

    assert failure(to) == (Ref.HOST_LOGIN, Sent.NO)


def test_the_wrong_scheme_is_told_apart_from_a_host_that_is_down(
    host: WsmanServer, secure: WsmanServer, certificates: Certificates
) -> None:
    """HTTPS towards an HTTP port fails at TLS; the other way round the host hangs up."""
    assert failure(target(host, certificates)) == (Ref.HOST_TLS, Sent.NO)
    assert failure(target(secure)) == (Ref.HOST_UNREACHABLE, Sent.NO)


def test_a_host_that_is_down_is_a_closed_port(host: WsmanServer) -> None:
    """Nothing listens any more, and it is found out before pywinrm starts."""
    to = target(host)
    host.close()

    assert failure(to) == (Ref.HOST_UNREACHABLE, Sent.NO)


def test_a_name_that_cannot_be_resolved_is_about_the_configuration(host: WsmanServer) -> None:
    """A label of 64 characters is in no DNS."""
    assert failure(target(host, address="a" * 64)) == (Ref.HOST_UNRESOLVED, Sent.NO)


@pytest.mark.parametrize("address", ["hv01@evil.example", "hv01/x", "hv01 evil", "hv01\n", "", "[::1]", "hv01:5986"])
def test_only_a_plain_name_or_ip_address_makes_a_target(host: WsmanServer, address: str) -> None:
    """What a URL would read as user, path or port is refused."""
    with pytest.raises(ValueError, match=r".*"):
        target(host, address=address)


def test_an_ipv6_address_is_written_in_brackets(host: WsmanServer) -> None:
    """As a URL wants it."""
    assert target(host, address="fd00::1", port=5985).endpoint == "http://[fd00::1]:5985/wsman"


@pytest.mark.parametrize("transport", ["basic", "certificate"])
def test_no_password_crosses_the_network_in_clear(host: WsmanServer, transport: str) -> None:
    """Basic and certificates exist over HTTPS only."""
    with pytest.raises(ValueError, match=transport):
        target(host, transport=transport)


@pytest.mark.parametrize("operation", [Operation.LOGIN, Operation.CREATE])
def test_a_redirect_is_never_followed(host: WsmanServer, operation: Operation) -> None:
    """Whoever it names gets neither our login nor our message."""
    with WsmanServer(echo, ACCOUNT) as stranger:
        host.troubles.plan(operation, Trouble(Mishap.REDIRECT, location=f"http://127.0.0.1:{stranger.port}/wsman"))

        assert failure(target(host)) == (Ref.HOST_REPLY, Sent.NO)
        assert stranger.round_trips == 0


def test_proxies_of_the_environment_are_neither_used_nor_changed(
    host: WsmanServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hosts are near; and requests would set no_proxy for the whole process while it looks."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    changed: list[object] = []
    genuine = requests.utils.set_environ
    monkeypatch.setattr(requests.utils, "set_environ", lambda *pair: (changed.append(pair[1]), genuine(*pair))[1])

    assert ask(target(host)).ok
    assert not any(changed)
    assert os.environ["HTTP_PROXY"] == "http://127.0.0.1:9"


def test_a_netrc_file_changes_no_login(
    secure: WsmanServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It belongs to whoever runs hvbot, and requests would send from it what the configuration does not say."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    files = {"cert_file": certificates.client, "key_file": certificates.client_key}

    assert ask(target(secure, certificates, transport="certificate", **files)).ok
    assert secure.logons_failed == 0


def test_a_long_script_is_waited_for_beyond_single_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host says "still running" again and again until there is something to say."""
    asked_thrice = threading.Event()

    def slow(line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
        asked_thrice.wait()
        return echo(line, stdin)

    def count(**what: Any) -> None:
        WsmanServer.count(host, **what)
        if host.operations.count(Operation.RECEIVE) > 2:
            asked_thrice.set()

    with WsmanServer(slow, ACCOUNT) as host:
        monkeypatch.setattr(host, "count", count)
        assert ask(target(host), limits=replace(HASTY, silence=20)).ok
        assert host.operations.count(Operation.RECEIVE) > 2
        assert host.shells.open == 0


def test_at_the_deadline_the_command_is_ended_and_the_outcome_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host is told to stop, the shell is closed, and nobody claims to know what the script did."""
    held = threading.Event()
    with WsmanServer(lambda *_: (b"", b"", int(held.wait())), ACCOUNT) as host:
        over = AMPLE.total_seconds() + 1
        monkeypatch.setattr(bot.remote, "monotonic", lambda: over * (Operation.RECEIVE in host.operations))
        outcome = failure(target(host), limits=replace(HASTY, silence=20))
        held.set()

    assert outcome == (Ref.HOST_LOST, Sent.MAYBE)
    assert host.operations == [*ONE_CALL[:4], Operation.SIGNAL, Operation.DELETE]
    assert host.shells.open == 0


def test_a_host_gets_four_calls_at_a_time() -> None:
    """More would run into its quotas; the others wait, as long as their deadline allows."""
    held, changed, most, now = threading.Event(), threading.Condition(), 0, 0

    def busy(line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
        nonlocal most, now
        with changed:
            now += 1
            most = max(most, now)
            changed.notify_all()
        held.wait()
        with changed:
            now -= 1
        return echo(line, stdin)

    remote = Remote()
    with WsmanServer(busy, ACCOUNT) as host, ThreadPoolExecutor(7) as pool:
        calls = [pool.submit(remote.run, target(host), ECHO, {}, AMPLE) for _ in range(6)]
        with changed:
            changed.wait_for(lambda: now == 4)
        with pytest.raises(HostError) as caught:
            remote.run(target(host), ECHO, {}, timedelta(seconds=0.1))
        elsewhere = pool.submit(remote.run, replace(target(host), host=HostName("hv02")), ECHO, {}, AMPLE)
        with changed:
            changed.wait_for(lambda: now == 5)
        held.set()
        assert all(call.result().ok for call in [*calls, elsewhere])

    assert (caught.value.ref, caught.value.sent) == (Ref.HOST_BUSY, Sent.NO)
    assert most == 5  # four of hv01, one of hv02


def test_calls_side_by_side_do_not_disturb_each_other(host: WsmanServer) -> None:
    """Every call has a connection, a login and a shell of its own."""
    remote = Remote(Limits(per_host=8))
    with ThreadPoolExecutor(8) as pool:
        replies = pool.map(lambda n: remote.run(target(host), ECHO, {"said": n}, AMPLE), range(24))
        assert [reply.data["said"] for reply in replies] == list(range(24))

    assert (host.shells.executed, host.shells.open) == (24, 0)


@pytest.mark.parametrize(
    ("reply", "code", "outcome"),
    [
        (lambda value: b"", 0, Ref.HOST_REPLY),
        (lambda value: b"", 1, Ref.HOST_SCRIPT),
        (lambda value: framed(value) * 2, 0, Ref.HOST_REPLY),
        (lambda value: framed(value | {"nonce": "another"}), 0, Ref.HOST_REPLY),
        (lambda value: framed(value)[:-12], 0, Ref.HOST_REPLY),
        (lambda value: framed(value) + b"x" * 2000, 0, Ref.HOST_REPLY),
    ],
    ids=["nothing", "exit 1", "two frames", "of another call", "cut off", "too much"],
)
def test_anything_but_exactly_our_reply_is_refused(
    monkeypatch: pytest.MonkeyPatch, reply: Any, code: int, outcome: Ref
) -> None:
    """Could not tell is not none: the script may have done its work all the same."""
    monkeypatch.setattr(bot.remote, "MAX_OUTPUT", 1999)
    with WsmanServer(answering(reply, "エラー".encode("cp932"), code), ACCOUNT) as host:
        assert failure(target(host)) == (outcome, Sent.MAYBE)
        assert host.shells.open == 0


def test_no_secret_leaves_through_an_error(
    host: WsmanServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in its text, its log line, its traceback, our logs, or the target's repr, even if the host echoes it."""
    caplog.set_level(logging.DEBUG)
    told = []
    to = target(host)
    told.append(repr(to))
    for operation in ONE_CALL:
        host.troubles.plan(operation, Trouble(Mishap.STATUS, 500))
        host.troubles.plan(Operation.SIGNAL, Trouble(Mishap.FAULT, 5))
        try:
            ask(to)
        except HostError as error:
            told += [repr(error), error.log, *traceback.format_exception(error)]
    rudeness = answering(lambda value: b"", f"bad password {ACCOUNT.password}\r\n".encode(), 1)
    with WsmanServer(rudeness, ACCOUNT) as rude, pytest.raises(HostError) as caught:
        ask(target(rude))
    told += [repr(caught.value), caught.value.log, *traceback.format_exception(caught.value)]

    assert "bad password" in caught.value.log
    assert "\n" not in caught.value.log
    everything = "\n".join([*told, caplog.text])
    assert ACCOUNT.password not in everything
    assert "TlRMTVNTUAAD" not in everything  # what every NTLM login begins with: enough to guess the password from
