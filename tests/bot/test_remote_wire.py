"""What is sent to PowerShell and what is accepted from it; a real PowerShell runs the bootstrap where there is one."""

import json
import re
import subprocess
from base64 import b64decode, b64encode
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.hosts.invocation import parse_invocation
from bot.playground.hosts.wsman import WsmanServer
from bot.remote_wire import ReplyError, Script, command_line, read_reply, standard_input
from tests.bot.winrm_hosts import ACCOUNT, ask, target

HOSTILE = "a’; calc; ’b “$(calc)” `n & | <> ' \" \u200b 仮想マシン 表ソ 𠮷 \\"
SCRIPT = Script(
    "echo",
    """param($q)
$json = ConvertTo-Json -Compress -InputObject @{ v = $q.v; op = $q.op; nonce = $q.nonce; ok = $true; said = $q.said }
[Console]::Out.WriteLine('<<<BE1:' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)) + ':BE1>>>')
# 日本語の注釈
""",
)


def run(program: Path, line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
    done = subprocess.run([program, *line.split()[1:]], input=stdin, capture_output=True, timeout=100, check=False)
    return done.stdout, done.stderr, done.returncode


def frame(**reply: object) -> bytes:
    return b"<<<BE1:" + b64encode(json.dumps(reply).encode()) + b":BE1>>>"


def test_every_script_is_shipped_and_carries_the_common_part() -> None:
    """One file per operation beside common.ps1; the hash is that of the joined text."""
    names = sorted(path.name.removesuffix(".ps1") for path in files("bot").joinpath("scripts").iterdir())
    for name in set(names) - {"common", "bootstrap"}:
        script = Script.load(name)
        assert script.text.startswith(files("bot").joinpath("scripts", "common.ps1").read_text(encoding="utf-8"))
        assert script == Script(name, script.text)
        assert script.text not in repr(script)


def test_the_command_line_fits_into_cmd_and_varies_by_the_hash_alone() -> None:
    """8,191 characters is what cmd.exe takes; nothing of a script or a value is on it."""
    one = command_line(SCRIPT)

    assert one == command_line(replace(SCRIPT, name="other"))
    assert len(one) < 8191 / 2
    assert one.isascii()


@given(st.text())
def test_only_a_hash_ever_takes_the_place_in_the_bootstrap(text: str) -> None:
    """The one substitution into code: whatever the script is, 64 hexadecimal digits."""
    code = b64decode(command_line(Script("'; calc; '", text)).split()[-1]).decode("utf-16-le")
    before, _, after = (
        files("bot").joinpath("scripts", "bootstrap.ps1").read_text(encoding="utf-8").partition("@SHA256@")
    )

    assert re.fullmatch(f"{re.escape(before)}[0-9a-f]{{64}}{re.escape(after)}", code)


@settings(deadline=None)
@given(st.text())
def test_any_text_comes_out_of_the_two_lines_as_it_went_in(text: str) -> None:
    """Quotes, line ends, control characters: all of it is base64 of JSON."""
    stdin = standard_input(SCRIPT, {"said": text, "op": "other"}, "n")

    assert stdin.isascii()
    assert stdin.count(b"\n") == 2
    invocation = parse_invocation(command_line(SCRIPT), stdin)
    assert invocation == (SCRIPT.sha256, SCRIPT.text, {"v": 1, "op": "echo", "nonce": "n", "said": text})


@pytest.mark.parametrize(
    "output",
    [
        frame(v=1, op="echo", nonce="n", ok=True) * 2,
        frame(v=1, op="echo", nonce="m", ok=True),
        frame(v=1, op="remove", nonce="n", ok=True),
        frame(v=2, op="echo", nonce="n", ok=True),
        frame(v=1, op="echo", nonce="n", ok="yes"),
        frame(v=1, op="echo", nonce="n"),
        b"<<<BE1::BE1>>>",
        b"<<<BE1:AAA:BE1>>>",
        b"<<<BE1:" + b64encode(b"[" * 100_000) + b":BE1>>>",
        b"<<<BE1:" + b64encode(b'"\xff"') + b":BE1>>>",
        b"<<<BE1:" + b64encode(b"null") + b":BE1>>>",
    ],
)
def test_a_frame_that_is_not_the_reply_to_this_call_is_refused(output: bytes) -> None:
    """Two frames, another call's, or no JSON object: none of it is used."""
    with pytest.raises(ReplyError):
        read_reply(output, SCRIPT, "n")


def test_the_frame_is_found_in_any_noise() -> None:
    """Banners, code page 932, a line broken by a console, bytes that are no text."""
    line = frame(v=1, op="echo", nonce="n", ok=False, said=1)
    broken = b"\xff\xfe" + "表ソ".encode("cp932") + line[:20] + b"\r\n" + line[20:] + b"<<<BE1:\x00"

    reply = read_reply(broken, SCRIPT, "n")

    assert reply is not None
    assert (reply.ok, reply.data["said"]) == (False, 1)
    assert read_reply(b"#< CLIXML\r\n<Objs/>", SCRIPT, "n") is None


def test_powershell_runs_the_script_with_the_value_as_data(powershell: Path) -> None:
    """What looks like code in a value stays a text, whatever quotes it carries."""
    output, noise, code = run(powershell, command_line(SCRIPT), standard_input(SCRIPT, {"said": HOSTILE}, "n"))

    reply = read_reply(output, SCRIPT, "n")
    assert (noise, code) == (b"", 0)
    assert reply is not None
    assert reply.data["said"] == HOSTILE


def test_powershell_refuses_a_script_that_was_not_announced(powershell: Path) -> None:
    """One byte more or less and nothing of it runs."""
    for text in (SCRIPT.text + " ", SCRIPT.text[:-1]):
        stdin = standard_input(replace(SCRIPT, text=text), {"said": 1}, "n")
        assert run(powershell, command_line(SCRIPT), stdin) == (b"", b"", 87)


@pytest.mark.parametrize("kept", [0, 50, -100, -9])
def test_powershell_runs_nothing_of_half_an_input(powershell: Path, kept: int) -> None:
    """If the line breaks while the script travels, it is as if it had never been sent."""
    stdin = standard_input(SCRIPT, {"said": "x" * 100}, "n")[:kept]

    output, _, code = run(powershell, command_line(SCRIPT), stdin)

    assert (output, code != 0) == (b"", True)


def test_powershell_tells_by_its_exit_code_that_a_script_broke_off(powershell: Path) -> None:
    """An error that the script did not report itself; one that it passes over is none."""
    for text, broken in (
        ("param($q)\nthrow 'no'", True),
        ("param($q)\nWrite-Error 'x' -ErrorAction SilentlyContinue", False),
    ):
        script = Script("echo", text)
        output, _, code = run(powershell, command_line(script), standard_input(script, {}, "n"))
        assert (output, code != 0) == (b"", broken)


def test_the_whole_way_from_call_to_powershell_and_back(powershell: Path) -> None:
    """Sealed NTLM, standard input in several messages, real PowerShell."""
    with WsmanServer(lambda line, stdin: run(powershell, line, stdin), ACCOUNT) as host:
        assert ask(target(host), HOSTILE * 2000, script=SCRIPT).data["said"] == HOSTILE * 2000
