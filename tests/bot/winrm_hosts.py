"""What the tests of the transport share: a script that echoes, and the way to a simulated host."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.playground.hosts.certificates import Certificates
from bot.playground.hosts.invocation import parse_invocation
from bot.playground.hosts.wsman import Account, WsmanServer
from bot.remote import Limits, Remote, Target
from bot.remote_wire import Reply, Script
from bot.values import HostName

ACCOUNT = Account("CORP\\svc-hvbot", "pass wörd 日本")
ECHO = Script("echo", "param($q)")
HASTY = Limits(operation=1, silence=1, farewell=2)  # seconds; for hosts that fall silent
AMPLE = timedelta(seconds=60)


def framed(value: dict[str, Any], **other: Any) -> bytes:
    """The line that our scripts end with, in answer to `value`."""
    reply = {name: value[name] for name in ("v", "op", "nonce")} | {"ok": True, **other}
    return b"<<<BE1:" + b64encode(json.dumps(reply).encode()) + b":BE1>>>"


def echo(line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
    """A host of code page 932 that says back what it was told, amid noise."""
    value = parse_invocation(line, stdin).value
    noise = "前置き・ソ表\r\n".encode("cp932")
    return noise + framed(value, said=value.get("said")) + b"\r\n" + noise, "警告".encode("cp932"), 0


def target(host: WsmanServer, certificates: Certificates | None = None, **other: Any) -> Target:
    """The configuration of a simulated host; with certificates over HTTPS."""
    made = Target(
        host=HostName("hv01"),
        address="127.0.0.1",
        scheme="https" if certificates else "http",
        port=host.port,
        transport="ntlm",
        username=ACCOUNT.username,
        password=ACCOUNT.password,
        ca_file=certificates.ca if certificates else None,
    )
    return replace(made, **other)


def ask(
    to: Target, said: object = "?", *, script: Script = ECHO, limits: Limits | None = None, deadline: timedelta = AMPLE
) -> Reply:
    """One call of the echo script."""
    return Remote(limits).run(to, script, {"said": said}, deadline)


def answering(reply: Callable[[dict[str, Any]], bytes], noise: bytes = b"", code: int = 0) -> Any:
    """A host whose output is made from the value it is called with."""
    return lambda line, stdin: (reply(parse_invocation(line, stdin).value), noise, code)
