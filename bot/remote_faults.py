"""Every way in which a conversation over WinRM ends early, as one of our references."""

import struct
from xml.etree.ElementTree import ParseError

from requests import exceptions as http
from spnego.exceptions import SpnegoError
from winrm import exceptions as winrm

from bot.errors import Ref, Sent
from bot.remote_wire import ReplyError

_KERBEROS = {"KerberosExchangeError", "MutualAuthenticationError"}  # importable only where Kerberos is installed
# Something answered, but not WS-Management: pywinrm looks for what is not there.
_STRANGE = (LookupError, StopIteration, AssertionError, AttributeError, ValueError, ParseError, struct.error)

# What each error means before our script can have started, and after that, when a broken line is always HOST_LOST,
# because only a look at the host tells what became of the script. The first line that fits counts.
_ERRORS: dict[tuple[type[Exception], ...], tuple[Ref, Ref]] = {
    (winrm.WinRMOperationTimeoutError,): (Ref.HOST_BUSY, Ref.HOST_LOST),
    (ReplyError, http.TooManyRedirects): (Ref.HOST_REPLY, Ref.HOST_REPLY),
    (winrm.AuthenticationError, PermissionError): (Ref.HOST_LOGIN, Ref.HOST_LOGIN),
    (winrm.WinRMError,): (Ref.HOST_LOGIN, Ref.HOST_REPLY),  # no Kerberos or no encryption here; an answer tampered with
    (SpnegoError,): (Ref.HOST_LOGIN, Ref.HOST_LOST),
    (http.ChunkedEncodingError, http.ContentDecodingError): (Ref.HOST_REPLY, Ref.HOST_LOST),
    (http.SSLError,): (Ref.HOST_TLS, Ref.HOST_LOST),
    (http.RequestException,): (Ref.HOST_UNREACHABLE, Ref.HOST_LOST),
    (OSError,): (Ref.HOST_TLS, Ref.HOST_LOST),  # requests wraps the network's; what is left is a CA or key file
    _STRANGE: (Ref.HOST_REPLY, Ref.HOST_REPLY),
}

_QUOTAS = {2150859173, 2150859174, 2150859175, 2150859179, *range(2150859236, 2150859243)}
# Numbers of WinRM's own faults and of Win32 errors that it passes on, with what they mean as above.
_FAULTS = {
    # aborted, no path, shell not found: WinRM was restarted or the shell expired
    (Ref.HOST_UNREACHABLE, Ref.HOST_LOST): {995, 2150858770, 2150858843},
    # memory; quotas
    (Ref.HOST_BUSY, Ref.HOST_LOST): {8, 1455} | _QUOTAS,
    # no right to open a shell; remote shells switched off by policy
    (Ref.HOST_SHELL_DENIED, Ref.HOST_SHELL_DENIED): {5, 2147942405, 2150859180},
    # unknown account or wrong password; account locked
    (Ref.HOST_LOGIN, Ref.HOST_LOGIN): {1326, 1909},
}

# HTTP.sys says 429 and 503 while the WinRM service does not keep up, or is just starting.
_STATUSES = {429: Ref.HOST_BUSY, 503: Ref.HOST_BUSY, 403: Ref.HOST_LOGIN}


def reference(error: Exception, sent: Sent) -> Ref:
    """What to call this error, given whether our script may have started; INTERNAL if it is none that a host causes."""
    if isinstance(error, winrm.WSManFaultError):
        numbers = {error.wsman_fault_code, error.wmierror_code}
        fits = (refs for refs, known in _FAULTS.items() if known & numbers)
        before, after = next(fits, (Ref.HOST_REPLY, Ref.HOST_REPLY))
    elif isinstance(error, winrm.WinRMTransportError):
        before, after = _STATUSES.get(error.code, Ref.HOST_REPLY), Ref.HOST_LOST
    elif type(error).__name__ in _KERBEROS:
        before = after = Ref.HOST_LOGIN
    else:
        fits = (refs for kinds, refs in _ERRORS.items() if isinstance(error, kinds))
        before, after = next(fits, (Ref.INTERNAL, Ref.INTERNAL))
    return after if sent is Sent.MAYBE else before
