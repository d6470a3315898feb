"""The envelopes of WS-Management's remote shell, as far as a WinRM client of the cmd shell uses them."""

import uuid
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree import ElementTree as ET

_NAMES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
    "e": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError",
}
_SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
for _prefix, _uri in _NAMES.items():
    ET.register_namespace(_prefix, _uri)


class Operation(StrEnum):
    """What a client can ask for. LOGIN is every message before the connection is authenticated."""

    LOGIN = "login"
    CREATE = "Create"
    COMMAND = "Command"
    SEND = "Send"
    RECEIVE = "Receive"
    SIGNAL = "Signal"
    DELETE = "Delete"


_ACTIONS = {
    "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create": Operation.CREATE,
    "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete": Operation.DELETE,
    f"{_SHELL}/Command": Operation.COMMAND,
    f"{_SHELL}/Send": Operation.SEND,
    f"{_SHELL}/Receive": Operation.RECEIVE,
    f"{_SHELL}/Signal": Operation.SIGNAL,
}
_ANSWERS = {
    Operation.CREATE: "http://schemas.xmlsoap.org/ws/2004/09/transfer/CreateResponse",
    Operation.DELETE: "http://schemas.xmlsoap.org/ws/2004/09/transfer/DeleteResponse",
    Operation.COMMAND: f"{_SHELL}/CommandResponse",
    Operation.SEND: f"{_SHELL}/SendResponse",
    Operation.RECEIVE: f"{_SHELL}/ReceiveResponse",
    Operation.SIGNAL: f"{_SHELL}/SignalResponse",
}


class MalformedError(Exception):
    """The message is not one of WS-Management."""


class Fault(Exception):
    """A refusal, by the number that Windows gives it. `quota` faults of newer Windows come as MSFT_WmiError."""

    def __init__(self, number: int, reason: str, *, wmi: bool = False) -> None:
        super().__init__(number, reason)
        self.number, self.reason, self.wmi = number, reason, wmi


@dataclass(frozen=True, slots=True)
class Request:
    """One message of a client. Ids are empty where the operation has none; `timeout` is in seconds."""

    operation: Operation
    message_id: str
    shell: str = ""
    command: str = ""
    timeout: float = 60
    idle_timeout: str = ""
    line: str = ""
    console: bool = True  # standard input is a console: nothing of it is waited for
    data: bytes = field(default=b"", repr=False)
    end: bool = False


def parse(text: bytes) -> Request:
    """Raises MalformedError."""
    try:
        root = ET.fromstring(text)  # noqa: S314  # from an authenticated client on this machine
        return Request(
            operation=_ACTIONS[_text(root, "s:Header/a:Action")],
            message_id=_text(root, "s:Header/a:MessageID"),
            shell=_text(root, "s:Header/w:SelectorSet/w:Selector"),
            command=_command(root),
            timeout=_seconds(_text(root, "s:Header/w:OperationTimeout") or "PT60S"),
            idle_timeout=_text(root, "s:Body/rsp:Shell/rsp:IdleTimeOut"),
            line=" ".join(
                part.text or "" for part in root.iterfind("s:Body/rsp:CommandLine/*", _NAMES) if part.text is not None
            ),
            console=_option(root, "WINRS_CONSOLEMODE_STDIN") != "FALSE",
            data=b64decode(_text(root, "s:Body/rsp:Send/rsp:Stream")),
            end=root.find("s:Body/rsp:Send/rsp:Stream[@End='true']", _NAMES) is not None,
        )
    except (ET.ParseError, KeyError, ValueError) as error:
        raise MalformedError(str(error)) from error


def answer(request: Request, body: ET.Element | None) -> bytes:
    """The envelope of a success."""
    return _envelope(_ANSWERS[request.operation], request.message_id, body)


def fault(request: Request | None, what: Fault) -> bytes:
    """The envelope of a fault, which travels with HTTP status 500."""
    body = element("s:Fault")
    code = _child(body, "s:Code")
    _child(code, "s:Value", "s:Receiver")
    _child(_child(code, "s:Subcode"), "s:Value", "w:InternalError")
    _child(_child(body, "s:Reason"), "s:Text", what.reason)
    detail = _child(body, "s:Detail")
    if what.wmi:
        _child(_child(detail, "e:MSFT_WmiError"), "e:error_Code", str(what.number))
    else:
        told = _child(detail, "f:WSManFault")
        told.set("Code", str(what.number))
        _child(told, "f:Message", what.reason)
    action = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
    return _envelope(action, request.message_id if request else "", body)


def shell_created(shell: str) -> ET.Element:
    """The body that names a new shell."""
    body = element("x:ResourceCreated")
    selectors = _child(_child(body, "a:ReferenceParameters"), "w:SelectorSet")
    _child(selectors, "w:Selector", shell).set("Name", "ShellId")
    return body


def command_started(command: str) -> ET.Element:
    """The body that names a new command."""
    body = element("rsp:CommandResponse")
    _child(body, "rsp:CommandId", command)
    return body


def output(command: str, streams: list[tuple[str, bytes]], exit_code: int | None) -> ET.Element:
    """Pieces of output, and the exit code when there will be no more."""
    body = element("rsp:ReceiveResponse")
    for name, data in streams:
        stream = _child(body, "rsp:Stream", b64encode(data).decode())
        stream.set("Name", name)
        stream.set("CommandId", command)
    state = _child(body, "rsp:CommandState")
    state.set("CommandId", command)
    state.set("State", f"{_SHELL}/CommandState/{'Running' if exit_code is None else 'Done'}")
    if exit_code is not None:
        _child(state, "rsp:ExitCode", str(exit_code))
    return body


def element(name: str, text: str | None = None) -> ET.Element:
    """An element by its prefixed name."""
    prefix, _, local = name.partition(":")
    made = ET.Element(f"{{{_NAMES[prefix]}}}{local}")
    made.text = text
    return made


def _child(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    made = element(name, text)
    parent.append(made)
    return made


def _envelope(action: str, relates_to: str, body: ET.Element | None) -> bytes:
    root = element("s:Envelope")
    header = _child(root, "s:Header")
    _child(header, "a:Action", action)
    _child(header, "a:MessageID", f"uuid:{uuid.uuid4()}")
    _child(header, "a:RelatesTo", relates_to)
    holder = _child(root, "s:Body")
    if body is not None:
        holder.append(body)
    text: bytes = ET.tostring(root, encoding="utf-8")
    return text


def _text(root: ET.Element, path: str) -> str:
    return root.findtext(path, "", _NAMES)


def _option(root: ET.Element, name: str) -> str:
    return _text(root, f"s:Header/w:OptionSet/w:Option[@Name='{name}']")


def _command(root: ET.Element) -> str:
    for path in ("s:Body/rsp:Send/rsp:Stream", "s:Body/rsp:Receive/rsp:DesiredStream", "s:Body/rsp:Signal"):
        found = root.find(path, _NAMES)
        if found is not None:
            return found.get("CommandId", "")
    return ""


def _seconds(duration: str) -> float:
    if not (duration.startswith("PT") and duration.endswith("S")):
        raise ValueError(duration)
    return float(duration[2:-1])
