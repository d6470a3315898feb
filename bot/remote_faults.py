"""Every way in which a conversation over WinRM ends early, as one of our references."""

import struct
from xml.etree.ElementTree import ParseError

from requests import exceptions as http
from spnego.exceptions import SpnegoError
from winrm.exceptions import (
    AuthenticationError,
    WinRMError,
    WinRMOperationTimeoutError,
    WinRMTransportError,
    WSManFaultError,
)

from bot.errors import Ref, Sent
from bot.remote_wire import ReplyError


class DeadlineError(Exception):
    """Our own time for the operation is over; the host may still be at it."""


_KERBEROS = {"KerberosExchangeError", "MutualAuthenticationError"}  # importable only where Kerberos is installed

# The errors have no common base. The first line that fits counts: what it means before our script can have started, and
# after that, when a broken line is always HOST_LOST, because only a look at the host tells what became of the script.
_TABLE: tuple[tuple[tuple[type[Exception], ...], Ref, Ref], ...] = (
    ((DeadlineError, WinRMOperationTimeoutError), Ref.HOST_BUSY, Ref.HOST_LOST),
    ((ReplyError, http.TooManyRedirects), Ref.HOST_REPLY, Ref.HOST_REPLY),
    ((AuthenticationError, PermissionError), Ref.HOST_LOGIN, Ref.HOST_LOGIN),
    ((WinRMError,), Ref.HOST_LOGIN, Ref.HOST_REPLY),  # no Kerberos or no encryption here; an answer tampered with
    ((SpnegoError,), Ref.HOST_LOGIN, Ref.HOST_LOST),
    ((http.ChunkedEncodingError, http.ContentDecodingError), Ref.HOST_REPLY, Ref.HOST_LOST),
    ((http.SSLError,), Ref.HOST_TLS, Ref.HOST_LOST),
    ((http.RequestException,), Ref.HOST_UNREACHABLE, Ref.HOST_LOST),
    ((OSError,), Ref.HOST_TLS, Ref.HOST_LOST),  # requests wraps the network's; what is left is a CA or key file
    # Something answered, but not WS-Management: pywinrm looks for what is not there.
    (
        (LookupError, StopIteration, AssertionError, AttributeError, ValueError, ParseError, struct.error),
        Ref.HOST_REPLY,
        Ref.HOST_REPLY,
    ),
)

# Numbers of WinRM's own faults and of Win32 errors that it passes on.
_DENIED = {5, 2147942405, 2150859180}  # no right to open a shell; remote shells switched off by policy
_LOGIN = {1326, 1909}  # unknown account or wrong password; account locked
_FULL = {8, 1455, 2150859173, 2150859174, 2150859175, 2150859179, *range(2150859236, 2150859243)}  # memory, quotas
_GONE = {995, 2150858770, 2150858843}  # aborted, no path, shell not found: WinRM was restarted or the shell expired


def reference(error: Exception, sent: Sent) -> Ref:
    """What to call this error, given whether our script may have started; INTERNAL if it is none that a host causes."""
    started = sent is Sent.MAYBE
    if isinstance(error, WSManFaultError):
        return _of_fault({error.wsman_fault_code, error.wmierror_code}, started=started)
    if isinstance(error, WinRMTransportError):
        return _of_status(error.code, started=started)
    if type(error).__name__ in _KERBEROS:
        return Ref.HOST_LOGIN
    for types, before, after in _TABLE:
        if isinstance(error, types):
            return after if started else before
    return Ref.INTERNAL


def _of_fault(numbers: set[int | None], *, started: bool) -> Ref:
    if numbers & _GONE:
        return Ref.HOST_LOST if started else Ref.HOST_UNREACHABLE
    if numbers & _FULL:
        return Ref.HOST_LOST if started else Ref.HOST_BUSY
    if numbers & _DENIED:
        return Ref.HOST_SHELL_DENIED
    return Ref.HOST_LOGIN if numbers & _LOGIN else Ref.HOST_REPLY


def _of_status(status: int, *, started: bool) -> Ref:
    if started:
        return Ref.HOST_LOST
    if status in {429, 503}:  # HTTP.sys: the WinRM service does not keep up, or is just starting
        return Ref.HOST_BUSY
    return Ref.HOST_LOGIN if status == 403 else Ref.HOST_REPLY
