"""What tests of several rooms need from the machine."""

import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on the machine's load; that is measured by `make bench` and decides nothing.
settings.register_profile("house", settings(), deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Logging is one per process; what a test sets up ends with it."""
    loggers = [logging.getLogger(name) for name in ("", "dbos")]
    before = [(logger, list(logger.handlers), logger.level) for logger in loggers]
    raises, hook = logging.raiseExceptions, threading.excepthook
    yield
    for logger, handlers, level in before:
        logger.handlers = handlers
        logger.setLevel(level)
    logging.raiseExceptions, threading.excepthook = raises, hook
    logging.captureWarnings(capture=False)


@pytest.fixture(scope="session")
def powershell() -> Path:
    """A real PowerShell, to run our scripts in."""
    found = os.environ.get("PWSH") or shutil.which("pwsh")
    if found is None:
        pytest.skip("needs PowerShell 7: install it (https://aka.ms/powershell) or set PWSH to its path")
    return Path(found)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium or Chrome, to click through our pages."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path")
    return Path(found)


@pytest.fixture(scope="session")
def our_files() -> list[str]:
    """What a checkout holds of ours, without what tools leave in it; names from the root of the repository."""
    root, git = Path(__file__).parents[1], shutil.which("git")
    if git is None or not (root / ".git").exists():
        pytest.skip("needs git and a checkout, to know which files are ours: install git and clone the repository")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True, timeout=60)
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]
