"""What travels between hvbot and PowerShell on a host: a constant command line, two lines in, one framed line out.

In, on standard input: base64 of the script file, then base64 of one JSON object, `{"v": 1, "op": NAME, "nonce": …}` and
the values of the operation. The bootstrap on the command line runs the script only if its SHA-256 is the announced one,
with the decoded object as its one argument. No text of ours or anybody else's is ever pasted into code.

Out, somewhere on standard output: `<<<BE1:` base64 of one UTF-8 JSON object `:BE1>>>`, with `v`, `op` and `nonce`
repeated and `ok`. Pure ASCII survives every code page, and what surrounds it does not matter.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Self

VERSION = 1
MAX_OUTPUT = 16 * 1024 * 1024  # bytes; a host with thousands of checkpoints needs a fraction of it

_FRAME = re.compile(rb"<<<BE1:([A-Za-z0-9+/=\s]*):BE1>>>")


class ReplyError(Exception):
    """The output holds no reply to this very call."""


@dataclass(frozen=True, slots=True)
class Script:
    """One of our script files. Its name is the operation that it serves."""

    name: str
    text: str = field(repr=False)

    @classmethod
    @cache
    def load(cls, name: str) -> Self:
        """`bot/scripts/common.ps1` and `bot/scripts/NAME.ps1` as one script; FileNotFoundError if there is none."""
        return cls(name, _read("common") + "\n" + _read(name))

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the script said: `ok`, and the whole JSON object as `data`; with `ok` false it tells code, msg and fqid."""

    ok: bool
    data: Mapping[str, Any]


def command_line(script: Script) -> str:
    """The command that waits for `script` on its standard input; the hash is the only thing in it that varies."""
    bootstrap = _read("bootstrap").replace("@SHA256@", script.sha256)
    encoded = b64encode(bootstrap.encode("utf-16-le")).decode()
    return f"powershell.exe -NoLogo -NoProfile -NonInteractive -EncodedCommand {encoded}"


def standard_input(script: Script, value: Mapping[str, object], nonce: str) -> bytes:
    """The two lines; `value` may not set `v`, `op` or `nonce` itself."""
    order = {**value, "v": VERSION, "op": script.name, "nonce": nonce}
    return b64encode(script.text.encode()) + b"\n" + b64encode(json.dumps(order, allow_nan=False).encode()) + b"\n"


def read_reply(output: bytes, script: Script, nonce: str) -> Reply | None:
    """The one reply in the output of a command, None if there is no frame at all.

    Raises ReplyError for several frames, for one that is not JSON, and for one that answers another call.
    """
    frames = _FRAME.findall(output)
    if not frames:
        return None
    if len(frames) > 1:
        raise ReplyError(f"{len(frames)} frames")
    try:
        data = json.loads(b64decode(b"".join(frames[0].split()), validate=True))
    except (ValueError, RecursionError) as error:
        raise ReplyError(str(error)) from error
    if not isinstance(data, dict) or not isinstance(data.get("ok"), bool):
        raise ReplyError("not a reply")
    if (data.get("v"), data.get("op"), data.get("nonce")) != (VERSION, script.name, nonce):
        raise ReplyError("a reply to something else")
    return Reply(data["ok"], data)


@cache
def _read(name: str) -> str:
    return files("bot").joinpath("scripts", f"{name}.ps1").read_text(encoding="utf-8")
