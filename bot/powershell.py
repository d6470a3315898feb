"""Lets a real PowerShell parse the commands of articles; none of them is run."""

import subprocess
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from bot.errors import OperatorError, Ref
from knowledge.faults import Fault, Rule

_SCRIPT = Path(__file__).with_suffix(".ps1")
_PATIENCE = 60.0  # seconds; all the built-in articles take one
_TOLD = TypeAdapter(list[tuple[int, str]])


def unparsable(program: str, commands: Sequence[tuple[Path, int, str]]) -> tuple[Fault, ...]:
    """Every fault of commands that are given with their file and first line.

    Raises OperatorError(POWERSHELL_FAILED) if not every one of them was judged.
    """
    line = [program, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", str(_SCRIPT)]
    order = b"".join(b64encode(text.encode()) + b"\n" for _, _, text in commands)
    try:
        done = subprocess.run(line, input=order, capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603  PWSH
        answers = [_TOLD.validate_json(answer) for answer in done.stdout.splitlines()]
        return tuple(
            Fault(file, first + at - 1, Rule.COMMAND, {"reason": " ".join(message.split())})
            for (file, first, _), told in zip(commands, answers, strict=True)
            for at, message in told
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise OperatorError(Ref.POWERSHELL_FAILED, program=program, detail=detail) from error
