from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.errors import OperatorError, Ref, SettingsError
from bot.logs import masked
from bot.policy import Right
from bot.settings import ReasonRule, Scheme, Settings, Transport, load
from bot.values import HostName
from knowledge.languages import Language

Write = Callable[[str], Path]
Faults = Callable[..., tuple[str, ...]]

HOST = """
[hosts.hv01]
address = "hv01.corp.example"
username = 'CORP\\svc-hvbot'
password = { env = "HV01_PASSWORD" }
"""
WHOLE = """
[slack]
answer_in = ["C0HVOPS"]
language = "ja"
[storage]
url = "sqlite:///hvbot.db"
[knowledge]
folder = "./articles"
[removal]
enabled = true
approvals = 1
approval_channel = "C0HVOPS"
approval_expires = "4h"
plan_expires = "15m"
min_age = "12h"
name_pattern = "^BE_Snapshot_"
reason = "optional"
reason_pattern = "^(INC|CHG)[0-9]+"
[audit]
head_channel = "C0AUDIT"
[sweep]
at = "08:00"
channel = "C0HVOPS"
[hosts.hv01]
address = "hv01.corp.example"
scheme = "https"
port = 5986
transport = "ntlm"
username = 'CORP\\svc-hvbot'
password = { env = "HV01_PASSWORD" }
ca_file = "ca.pem"
verify = true
cert_file = ""
key_file = ""
aliases = ["hyperv-a"]
timeout = "60s"
[[grants]]
to    = ["U0AAAAAAA", "S0BBBBBBB"]
may   = ["list", "remove"]
hosts = ["HV*"]
vms   = ["*"]
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "hvbot.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def faults(write: Write, tmp_path: Path) -> Faults:
    """The report, without the folder of the file."""

    def faults(text: str, **environment: str) -> tuple[str, ...]:
        with pytest.raises(SettingsError) as caught:
            load(write(text), environment)
        return tuple(fault.replace(f"{tmp_path}/", "") for fault in caught.value.faults)

    return faults


def test_every_key_arrives_as_what_it_says(write: Write, tmp_path: Path) -> None:
    """Durations, times, patterns, ids and paths are parsed once, paths from the folder of the file."""
    settings = load(write(WHOLE), {})

    assert ("C0HVOPS",) == settings.slack.answer_in
    assert Language.JA is settings.slack.language
    assert f"sqlite:///{tmp_path}/hvbot.db" == settings.storage.url
    assert tmp_path / "articles" == settings.knowledge.folder
    removal = settings.removal
    assert (True, 1, "C0HVOPS") == (removal.enabled, removal.approvals, removal.approval_channel)
    assert (timedelta(hours=4), timedelta(minutes=15)) == (removal.approval_expires, removal.plan_expires)
    assert timedelta(hours=12) == removal.min_age
    assert removal.name_pattern is not None
    assert removal.name_pattern.match("BE_Snapshot_1")
    assert ReasonRule.OPTIONAL is removal.reason
    assert (time(8), "C0HVOPS") == (settings.sweep.at, settings.sweep.channel)
    host = settings.hosts[HostName("hv01")]
    assert ("hv01", "hv01.corp.example", 5986) == (host.name, host.address, host.port)
    assert (Scheme.HTTPS, Transport.NTLM, True) == (host.scheme, host.transport, host.verify)
    assert (tmp_path / "ca.pem", None) == (host.ca_file, host.cert_file)
    assert timedelta(seconds=60) == host.timeout
    (grant,) = settings.grants
    assert (frozenset({"U0AAAAAAA", "S0BBBBBBB"}), frozenset({Right.LIST, Right.REMOVE})) == (grant.to, grant.may)
    assert (("hv*",), ("*",)) == (grant.hosts, grant.vms)


def test_an_empty_file_allows_nothing(write: Write) -> None:
    """What nobody decided is closed: no removals, an approval and a reason needed, no hosts, no grants."""
    settings = load(write(""), {})

    assert (False, 1, ReasonRule.REQUIRED) == (
        settings.removal.enabled,
        settings.removal.approvals,
        settings.removal.reason,
    )
    assert ({}, ()) == (settings.hosts, settings.grants)
    assert settings.removal == Settings.default().removal


@pytest.mark.parametrize(("scheme", "port"), [("https", 5986), ("http", 5985)])
def test_the_port_follows_the_scheme(write: Write, scheme: str, port: int) -> None:
    """Whoever names no port gets the one that WinRM uses for the scheme."""
    settings = load(write(f'{HOST}\nscheme = "{scheme}"'), {})

    assert port == settings.hosts[HostName("hv01")].port


def test_a_host_is_found_by_key_and_alias_in_any_case(write: Write) -> None:
    """People type host names as they like; host names do not distinguish case."""
    settings = load(write(f'{HOST}\naliases = ["Hyperv-A"]'.replace("hosts.hv01", "hosts.HV01")), {})

    assert ["hv01"] * 3 == [settings.host(text) for text in ("hv01", " HV01 ", "hyperv-a")]
    assert settings.host("hv02") is None


def test_the_environment_names_tokens_and_wins_over_the_file(write: Write) -> None:
    """HVBOT_DATABASE_URL beats [storage]; tokens come from nowhere else; an empty variable counts as unset."""
    url = "postgresql+psycopg://hvbot:pw@db/hvbot"
    variables = {"HVBOT_DATABASE_URL": url, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "", "HVBOT_LOG": "json"}
    settings = load(write('[storage]\nurl = "sqlite:///other.db"'), variables)

    assert url == settings.storage.url
    assert settings.environment.bot_token is not None
    assert "xoxb-1" == settings.environment.bot_token.get_secret_value()
    assert settings.environment.app_token is None
    assert ("json", "https://slack.com/api/") == (settings.environment.log_format, settings.environment.slack_api_url)


def test_a_dotenv_beside_the_file_is_read_as_it_stands(write: Write, tmp_path: Path) -> None:
    """A real variable wins over it, and a dollar inside a password is a dollar."""
    text = "SLACK_BOT_TOKEN=xoxb-file\nHV01_PASSWORD='pa$HOME word'\nexport SLACK_APP_TOKEN=xapp-file\n"
    (tmp_path / ".env").write_text(text, encoding="utf-8-sig")
    settings = load(write(HOST), {"SLACK_BOT_TOKEN": "xoxb-real"})

    assert "pa$HOME word" == settings.hosts[HostName("hv01")].secret()
    assert "SecretStr('**********')" == repr(settings.environment.app_token)
    assert settings.environment.bot_token is not None
    assert "xoxb-real" == settings.environment.bot_token.get_secret_value()


def test_no_secret_is_in_what_settings_look_like(write: Write) -> None:
    """A settings object may end up in a log or a traceback."""
    secrets = {"HV01_PASSWORD": "hunter2", "SLACK_BOT_TOKEN": "xoxb-hunter2", "SLACK_APP_TOKEN": "xapp-hunter2"}
    secrets["HVBOT_DATABASE_URL"] = "postgresql+psycopg://u:hunter2@db/x"
    settings = load(write(HOST), secrets)

    assert "hunter2" == settings.hosts[HostName("hv01")].secret()
    assert "hunter2" not in masked("whoever logs hunter2 from now on")
    assert "hunter2" not in f"{settings!r} {settings!s} {settings.hosts} {settings.storage}"


def test_a_password_file_is_read_when_it_is_used(write: Write, tmp_path: Path) -> None:
    """A rotated password counts at once; the editor's newline at the end is no part of it."""
    settings = load(write(HOST.replace('env = "HV01_PASSWORD"', 'file = "secret"')), {})
    host = settings.hosts[HostName("hv01")]
    for password in ("one two", "three"):
        (tmp_path / "secret").write_text(f"{password}\n")

        assert password == host.secret()


@pytest.mark.parametrize(("source", "named"), [('env = "HV01_PASSWORD"', "HV01_PASSWORD"), ('file = "/nix"', "/nix")])
def test_a_password_that_is_not_there_names_its_place(write: Write, source: str, named: str) -> None:
    """The operator learns which variable or file is missing for which host."""
    settings = load(write(HOST.replace('env = "HV01_PASSWORD"', source)), {})
    with pytest.raises(OperatorError) as caught:
        settings.hosts[HostName("hv01")].secret()

    assert (Ref.HOST_SECRET, {"host": "hv01", "detail": named}) == (caught.value.ref, caught.value.facts)


def test_all_faults_are_reported_at_once(faults: Faults) -> None:
    """Unknown keys, wrong types, bad values and contradictions of one file come in one report, each with its key."""
    report = faults(
        """
        [slak]
        [slack]
        language = "jp"
        [removal]
        approvls = 1
        enabled = "yes"
        plan_expires = 15
        name_pattern = "(a"
        [sweep]
        at = "8 o'clock"
        [hosts.hv01]
        adress = "hv01"
        scheme = "http"
        transport = "basic"
        password = "hunter2"
        port = 70000
        [[grants]]
        to = ["@yuki"]
        may = ["*"]
        hosts = ["hx01"]
        """,
        SLACK_CLIENT_ID="1",
        HVBOT_LOG="jsn",
    )
    keys = {fault.split(": ")[1] for fault in report}

    assert {
        "slak",
        "slack.language",
        "removal.approvls",
        "removal.enabled",
        "removal.plan_expires",
        "removal.name_pattern",
        "sweep.at",
        "sweep.channel",
        "hosts.hv01.adress",
        "hosts.hv01.address",
        "hosts.hv01.transport",
        "hosts.hv01.username",
        "hosts.hv01.password",
        "hosts.hv01.port",
        "grants[1].to[1]",
        "grants[1].may[1]",
        "grants[1].hosts[1]",
        "SLACK_CLIENT_ID",
        "HVBOT_LOG",
    } == keys
    assert all("hunter2" not in fault for fault in report)
    assert "hvbot.toml: removal.approvls: unknown key, did you mean “approvals”?" in report


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (f'{HOST}scheme = "http"\ntransport = "basic"', "hosts.hv01.transport", "basic over http"),
        (f'{HOST}transport = "certificate"\ncert_file = "c.pem"', "hosts.hv01.key_file", "is needed"),
        (f'{HOST}scheme = "http"\nca_file = "ca.pem"', "hosts.hv01.ca_file", "no effect over http"),
        (f'{HOST}verify = false\nca_file = "ca.pem"', "hosts.hv01.verify", "ignore ca_file"),
        (f'{HOST}cert_file = "c.pem"', "hosts.hv01.cert_file", "no effect without"),
        (f'{HOST}[hosts.hv02]\naddress="x"\ntransport="kerberos"\naliases=["HV01"]', "hosts.hv02.aliases", "already"),
        (f'{HOST}[hosts.HV01]\naddress="x"\ntransport="kerberos"', "hosts.HV01", "the same host"),
        (HOST.replace('env = "HV01_PASSWORD"', 'env = "A", file = "b"'), "hosts.hv01.password", "exactly one place"),
        ("[removal]\nenabled = true", "removal.approval_channel", "removals need approvals"),
        (
            f'{HOST}[removal]\nenabled=true\napprovals=0\n[[grants]]\nto=["U1"]\nmay=["remove-standard"]\nhosts=["*"]',
            "removal.approval_channel",
            "remove-standard, which always needs",
        ),
        ('[sweep]\nat = "08:00"', "sweep.channel", "name the channel"),
        ('[[grants]]\nto = ["U1"]\nmay = ["list"]\nhosts = ["hv*"]', "grants[1].hosts[1]", "fits none of the hosts"),
        ('[[grants]]\nto = ["U1"]\nmay = ["remove"]', "grants[1].hosts", "open nothing"),
        ('[[grants]]\nto = ["U1"]\nmay = ["rem*"]\nhosts = ["*"]', "grants[1].may[1]", "never given by a wildcard"),
        ('[[grants]]\nto = []\nmay = ["audit"]', "grants[1].to", "is empty"),
        ('[storage]\nurl = "postgres://u:pw@h/d"', "storage.url", "postgresql+psycopg://"),
        ('[storage]\nurl = "sqlite://"', "storage.url", "neither"),
        ('[storage]\nurl = "sqlite:///:memory:"', "storage.url", "lose the trail"),
        ('[removal]\nplan_expires = "0m"', "removal.plan_expires", "longer than nothing"),
        ("[removal]\napprovals = -1", "removal.approvals", "the least is 0"),
        ("[removal]\napprovals = true", "removal.approvals", "whole number"),
        ('slack = "x"', "slack", "must be a table"),
        ('hosts = "x"', "hosts", "must be a table"),
        ("grants = 1", "grants", "must be a list"),
        ('[[grants]]\nto = "U1"\nmay = ["audit"]', "grants[1].to", "must be a list"),
        ('[hosts."my host"]', "hosts.my host", "cannot be a host's name"),
        ('[slack]\nanswer_in = ["#ops"]', "slack.answer_in[1]", "not a channel's id"),
    ],
)
def test_a_contradiction_or_a_bad_value_is_refused(faults: Faults, text: str, where: str, what: str) -> None:
    """Each names the file, the key and what to write instead."""
    (fault,) = (fault for fault in faults(text) if fault.startswith(f"hvbot.toml: {where}: "))

    assert what in fault


@pytest.mark.parametrize(
    ("variables", "fault"),
    [
        ({"SLACK_CLIENT_SECRET": "x"}, "environment: SLACK_CLIENT_SECRET: would switch"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "environment: SLACK_BOT_TOKEN: begins with xapp-"),
        ({"HVBOT_LOG_LEVEL": "loud"}, "environment: HVBOT_LOG_LEVEL: “LOUD” is not possible"),
        ({"HVBOT_DATABASE_URL": "mysql://x"}, "environment: HVBOT_DATABASE_URL: is neither"),
    ],
)
def test_a_bad_variable_is_refused_by_its_name(faults: Faults, variables: Mapping[str, str], fault: str) -> None:
    """Nobody looks for a variable in the file."""
    (line,) = faults("", **variables)

    assert line.startswith(fault)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a = 1\n[b\n", "hvbot.toml: 2: is not valid TOML at column 3"),
        (b"a = [1,\n", "hvbot.toml: is not valid TOML"),
        ('a = "日本"'.encode("cp932"), "hvbot.toml: is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_parsed_names_the_line(tmp_path: Path, content: bytes, fault: str) -> None:
    """Malformed TOML and files of Japanese editors end in one line, not in a traceback."""
    path = tmp_path / "hvbot.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load(path, {})

    (line,) = caught.value.faults
    assert line.startswith(str(tmp_path / fault))


def test_a_missing_file_and_a_broken_dotenv_are_faults(tmp_path: Path) -> None:
    """Both are reported together, the second by its line."""
    (tmp_path / ".env").write_text("A=1\nnot a line\n'\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "hvbot.toml", {})

    assert "hvbot.toml: cannot be read (No such file or directory)" in caught.value.faults[0]
    assert ".env: 3: is not understood" in caught.value.faults[-1]


def test_a_file_of_windows_notepad_is_read(tmp_path: Path) -> None:
    """The mark that Notepad puts in front of UTF-8 is no fault."""
    path = tmp_path / "hvbot.toml"
    path.write_text(HOST, encoding="utf-8-sig")

    assert load(path, {}).hosts


@pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_faults_are_told_in_the_language_of_the_terminal(faults: Faults, variable: str) -> None:
    """Japanese terminals get Japanese sentences."""
    (fault,) = faults("[removal]\napprovls = 1", **{variable: "ja_JP.UTF-8"})

    assert "hvbot.toml: removal.approvls: このキーはありません。「approvals」ではありませんか。" == fault
