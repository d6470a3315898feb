"""What is known after a message or its answer was lost, for every message of a call."""

from collections.abc import Iterator

import pytest

from bot.errors import HostError, Ref, Sent
from bot.playground.hosts.certificates import Certificates, make_certificates
from bot.playground.hosts.soap import Operation
from bot.playground.hosts.troubles import DOES_NOTHING, Mishap, Trouble
from bot.playground.hosts.wsman import WsmanServer
from tests.bot.winrm_hosts import ACCOUNT, HASTY, ask, echo, target

BEFORE = [Operation.CREATE, Operation.COMMAND]
AFTER = [Operation.SEND, Operation.RECEIVE]
LOST = [Mishap.LOST_BEFORE, Mishap.LOST_AFTER, Mishap.HALF]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("ca"))


@pytest.fixture(params=["http", "https"])
def secured(request: pytest.FixtureRequest, certificates: Certificates) -> Certificates | None:
    return certificates if request.param == "https" else None


@pytest.fixture
def host(secured: Certificates | None) -> Iterator[WsmanServer]:
    with WsmanServer(echo, ACCOUNT, secured) as server:
        yield server


@pytest.fixture
def plain() -> Iterator[WsmanServer]:
    with WsmanServer(echo, ACCOUNT) as server:
        yield server


@pytest.mark.parametrize("mishap", LOST)
@pytest.mark.parametrize("operation", [*BEFORE, *AFTER])
def test_a_lost_message_runs_nothing_twice_and_leaves_nothing_behind(
    host: WsmanServer, secured: Certificates | None, operation: Operation, mishap: Mishap
) -> None:
    """Each message goes once; until the last of the script has gone, nothing can have happened; the shell is closed."""
    host.troubles.plan(operation, Trouble(mishap))

    with pytest.raises(HostError) as caught:
        ask(target(host, secured))

    sent = Sent.MAYBE if operation in AFTER else Sent.NO
    assert caught.value.sent is sent
    half = Ref.HOST_REPLY if mishap is Mishap.HALF else Ref.HOST_UNREACHABLE
    assert caught.value.ref is (Ref.HOST_LOST if sent is Sent.MAYBE else half)
    assert host.operations.count(operation) == 1
    acted = mishap not in DOES_NOTHING
    assert host.shells.executed == int(operation is Operation.RECEIVE or (operation is Operation.SEND and acted))
    # Whoever does not know the name of a shell cannot close it; it expires after two minutes.
    assert host.shells.open == int(operation is Operation.CREATE and acted)


@pytest.mark.parametrize("mishap", LOST)
def test_a_lost_good_bye_costs_neither_the_reply_nor_a_shell(
    host: WsmanServer, secured: Certificates | None, mishap: Mishap
) -> None:
    """The reply is there already; closing is tried once more over a new connection."""
    host.troubles.plan(Operation.DELETE, Trouble(mishap))

    assert ask(target(host, secured), "here").data["said"] == "here"
    assert host.operations.count(Operation.DELETE) == 2
    assert (host.shells.executed, host.shells.open) == (1, 0)


@pytest.mark.parametrize("operation", [*BEFORE, Operation.SEND])
def test_a_connection_closed_in_between_is_given_up(plain: WsmanServer, operation: Operation) -> None:
    """Sealed messages do not survive it: the next one is refused or lost, and cleaning up needs a new login."""
    plain.troubles.plan(operation, Trouble(Mishap.DISCONNECT))

    with pytest.raises(HostError) as caught:
        ask(target(plain))

    assert caught.value.sent is (Sent.NO if operation is Operation.CREATE else Sent.MAYBE)
    assert plain.shells.executed == int(operation is Operation.SEND)
    assert plain.shells.open == 0


@pytest.mark.parametrize("operation", [*BEFORE, *AFTER])
def test_a_host_that_falls_silent_is_not_waited_for(plain: WsmanServer, operation: Operation) -> None:
    """It may have acted all the same, so what is known depends on what it had been told."""
    plain.troubles.plan(operation, Trouble(Mishap.SILENCE))

    with pytest.raises(HostError) as caught:
        ask(target(plain), limits=HASTY)

    known = (Ref.HOST_LOST, Sent.MAYBE) if operation in AFTER else (Ref.HOST_UNREACHABLE, Sent.NO)
    assert (caught.value.ref, caught.value.sent) == known
    assert plain.operations.count(operation) == 1
    assert plain.shells.executed == int(operation in AFTER)
    assert plain.shells.open == int(operation is Operation.CREATE)


def test_a_silent_host_is_unreachable(plain: WsmanServer) -> None:
    """It took the connection and never said a word."""
    plain.troubles.plan(Operation.LOGIN, Trouble(Mishap.SILENCE))

    with pytest.raises(HostError) as caught:
        ask(target(plain), limits=HASTY)

    assert (caught.value.ref, caught.value.sent) == (Ref.HOST_UNREACHABLE, Sent.NO)


@pytest.mark.parametrize(
    ("operation", "trouble", "ref"),
    [
        (Operation.LOGIN, Trouble(Mishap.STATUS, 503), Ref.HOST_BUSY),
        (Operation.LOGIN, Trouble(Mishap.STATUS, 404), Ref.HOST_REPLY),
        (Operation.LOGIN, Trouble(Mishap.STATUS, 403), Ref.HOST_LOGIN),
        (Operation.CREATE, Trouble(Mishap.STATUS, 503), Ref.HOST_BUSY),
        (Operation.CREATE, Trouble(Mishap.STATUS, 400), Ref.HOST_REPLY),
        (Operation.CREATE, Trouble(Mishap.HTML), Ref.HOST_REPLY),
        (Operation.CREATE, Trouble(Mishap.EMPTY), Ref.HOST_REPLY),
        (Operation.CREATE, Trouble(Mishap.FAULT, 5), Ref.HOST_SHELL_DENIED),
        (Operation.CREATE, Trouble(Mishap.FAULT, 2150859180), Ref.HOST_SHELL_DENIED),
        (Operation.CREATE, Trouble(Mishap.FAULT, 1326), Ref.HOST_LOGIN),
        (Operation.CREATE, Trouble(Mishap.FAULT, 2150859173), Ref.HOST_BUSY),
        (Operation.CREATE, Trouble(Mishap.WMI_FAULT, 2150859174), Ref.HOST_BUSY),
        (Operation.CREATE, Trouble(Mishap.FAULT, 2150858793), Ref.HOST_BUSY),
        (Operation.CREATE, Trouble(Mishap.FAULT, 123456), Ref.HOST_REPLY),
        (Operation.COMMAND, Trouble(Mishap.FAULT, 2150858843), Ref.HOST_UNREACHABLE),
        (Operation.COMMAND, Trouble(Mishap.FAULT, 2150859174), Ref.HOST_BUSY),
        (Operation.SEND, Trouble(Mishap.FAULT, 2150859174), Ref.HOST_LOST),
        (Operation.SEND, Trouble(Mishap.STATUS, 503), Ref.HOST_LOST),
        (Operation.RECEIVE, Trouble(Mishap.FAULT, 2150858843), Ref.HOST_LOST),
        (Operation.RECEIVE, Trouble(Mishap.FAULT, 995), Ref.HOST_LOST),
        (Operation.RECEIVE, Trouble(Mishap.HTML), Ref.HOST_REPLY),
    ],
    ids=lambda value: str(value) if isinstance(value, Operation | Ref) else f"{value.mishap}-{value.number}",
)
def test_every_refusal_of_a_host_has_its_reference(
    plain: WsmanServer, operation: Operation, trouble: Trouble, ref: Ref
) -> None:
    """The reference tells what to do next; `sent` whether to look at the host first."""
    plain.troubles.plan(operation, trouble)

    with pytest.raises(HostError) as caught:
        ask(target(plain))

    assert caught.value.ref is ref
    assert caught.value.sent is (Sent.MAYBE if operation in AFTER else Sent.NO)
    assert plain.shells.open == int(trouble.mishap is Mishap.EMPTY)


def test_a_host_whose_shells_are_all_taken_is_busy() -> None:
    """Windows Server 2012 R2 gives one account 30 shells."""
    with WsmanServer(echo, ACCOUNT) as host:
        host.shells.limit = 0

        with pytest.raises(HostError) as caught:
            ask(target(host))

    assert (caught.value.ref, caught.value.sent) == (Ref.HOST_BUSY, Sent.NO)
