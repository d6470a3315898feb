"""What tests of several rooms need from the machine."""

import os
import shutil
from pathlib import Path

import pytest


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
