"""Answers hvbot's operations for a simulated host as Windows would: by running the very command line in a PowerShell.

The modules in `standins/` take the place of Hyper-V and of what else is Windows' own. The scripts do not know.
"""

import os
import subprocess
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.playground.hosts.state import HostState, StateFile, remove

_SECONDS = 120


class PowerShell:
    """Runs commands by the PowerShell 7 at `program` over a host's state; Get-VHD notes in `opened` what it opens."""

    def __init__(self, program: str, file: StateFile, opened: Path | None = None) -> None:
        self._program = program
        self._file = file
        self._opened = opened

    def execute(self, command_line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
        """Standard output, standard error and exit code."""
        words = command_line.split()  # nothing in it is quoted: words, and one of base64
        if not words or words[0] != "powershell.exe":
            return b"", b"not a command of hvbot", 1
        state = self._file.begin()
        with as_file(files(__package__).joinpath("standins")) as modules, TemporaryDirectory() as folder:
            journal = Path(folder, "removed")
            environment = self._environment(state, modules, journal)
            done = subprocess.run(  # noqa: S603  # the PowerShell that a test chose
                [self._program, *words[1:]],
                input=stdin,
                capture_output=True,
                env=environment,
                timeout=_SECONDS,
                check=False,
            )
            self._carry_out(journal)
        return done.stdout, done.stderr, done.returncode

    def _environment(self, state: HostState, modules: Path, journal: Path) -> dict[str, str]:
        folders = [modules / "windows", *([modules / "hyperv"] if state.hyperv else [])]
        ours = {
            "PSModulePath": os.pathsep.join(map(str, folders)),
            "HVBOT_STANDIN_STATE": str(self._file.path),
            "HVBOT_STANDIN_JOURNAL": str(journal),
            "HVBOT_STANDIN_OPENED": str(self._opened or ""),
            "COMPUTERNAME": state.name,
            "TZ": state.time_zone,
            # PowerShell 7 takes its culture from the locale; the one our tests bring along, from PWSH_CULTURE.
            "LC_ALL": f"{state.culture.replace('-', '_')}.UTF-8",
            "PWSH_CULTURE": state.culture,
        }
        return {**os.environ, **ours}

    def _carry_out(self, journal: Path) -> None:
        if not journal.exists():
            return
        with self._file.changing() as state:
            for checkpoint in journal.read_text(encoding="utf-8").split():
                remove(state, checkpoint)
