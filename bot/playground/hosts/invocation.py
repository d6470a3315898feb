"""Takes a command that hvbot sent to a host apart again, for hosts that answer without a PowerShell."""

import json
import re
from base64 import b64decode
from hashlib import sha256
from typing import Any, NamedTuple

_ENCODED = re.compile(r"powershell\.exe .*-EncodedCommand ([A-Za-z0-9+/=]+)")
_HASH = re.compile(r"'([0-9a-f]{64})'")


class Invocation(NamedTuple):
    """A script, and the one value that it is called with."""

    script_sha256: str
    script_text: str
    value: dict[str, Any]


def parse_invocation(command_line: str, stdin: bytes) -> Invocation:
    """Raises ValueError for whatever the bootstrap would refuse to run: no two lines, another script, no JSON."""
    encoded = _ENCODED.fullmatch(command_line)
    announced = _HASH.search(b64decode(encoded[1]).decode("utf-16-le")) if encoded else None
    lines = stdin.split()
    if announced is None or len(lines) != 2:
        raise ValueError("not a command of hvbot")
    script = b64decode(lines[0], validate=True)
    if sha256(script).hexdigest() != announced[1]:
        raise ValueError("not the script that was announced")
    value = json.loads(b64decode(lines[1], validate=True))
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  # one error for every bad command
    return Invocation(announced[1], script.decode(), value)
