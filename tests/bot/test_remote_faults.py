"""Errors of pywinrm that no simulated host can bring about."""

import struct

import pytest
from requests import exceptions as http
from spnego.exceptions import BadMICError, ErrorCode, SpnegoError
from winrm.exceptions import WinRMError

from bot.errors import Ref, Sent
from bot.remote_faults import reference


class MutualAuthenticationError(http.RequestException):
    """Named as the one of pywinrm, which can only be imported where Kerberos is installed."""


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (WinRMError("requested auth method is kerberos, but pykerberos is not installed"), "login", "reply"),
        (MutualAuthenticationError(), "login", "login"),
        (SpnegoError(ErrorCode.failure), "login", "lost"),
        (BadMICError(), "login", "lost"),
        (http.SSLError(), "tls", "lost"),
        (http.ConnectTimeout(), "unreachable", "lost"),
        (OSError("Could not find a suitable TLS CA certificate bundle"), "tls", "lost"),
        (struct.error(), "reply", "reply"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, ""), "reply", "reply"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_an_error_is_named_by_its_kind_and_by_what_was_sent(error: Exception, before: str, after: str) -> None:
    """Until the script is complete, the cause counts; afterwards mostly that nobody knows."""
    assert reference(error, Sent.NO) == Ref(f"host-{before}")
    assert reference(error, Sent.MAYBE) == Ref(f"host-{after}")


def test_a_mistake_of_our_own_is_not_blamed_on_the_host() -> None:
    """It is told as an internal error."""
    assert reference(TypeError(), Sent.NO) is Ref.INTERNAL
