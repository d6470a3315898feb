"""What the doctor finds: hosts over real connections, a real database, real files."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest

from bot import __main__ as program
from bot.audit import Entry, Event, Outcome, append
from bot.cli.doctor import worded
from bot.doctor import Finding, HostStep, examine
from bot.errors import OperatorError, Ref
from bot.playground.hosts.answers import Answers
from bot.playground.hosts.certificates import Certificates, make_certificates
from bot.playground.hosts.scenarios import Scenario
from bot.playground.hosts.soap import Operation
from bot.playground.hosts.state import StateFile
from bot.playground.hosts.troubles import Mishap, Trouble
from bot.playground.hosts.wsman import Account, WsmanServer
from bot.settings import load
from bot.store import Store, open_store
from bot.values import utc_now
from bot.wording import say
from knowledge.languages import Language
from tests.powershell.batch import NOW

ACCOUNT = Account("CORP\\svc-hvbot", "pass wörd 日本")
KEYS = ["step", "host", "level", "reference", "what", "next", "detail"]
SIGNS = {"ok": "✓", "warning": "⚠", "failed": "✕", "skipped": "–"}


@dataclass
class Lab:
    """A configuration with simulated hosts, all behind HTTPS with one CA unless said otherwise."""

    folder: Path
    certificates: Certificates
    capsys: pytest.CaptureFixture[str]
    held: ExitStack
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    servers: dict[str, WsmanServer] = field(default_factory=dict)
    other: str = ""

    def host(self, name: str = "hv01", scenario: str = "left-over", *, secure: bool = True, **keys: Any) -> WsmanServer:
        """One more host; `keys` go into its table, None leaves a key out."""
        state = StateFile(self.folder / f"{name}.json")
        state.write(Scenario.load(scenario).begin(NOW))
        certificates = self.certificates if secure else None
        server = self.held.enter_context(WsmanServer(Answers(state).execute, ACCOUNT, certificates))
        made = {
            "address": "127.0.0.1",
            "scheme": "https" if secure else "http",
            "port": server.port,
            "username": ACCOUNT.username,
            "password": "RIGHT",
            "ca_file": str(self.certificates.ca) if secure else None,
        }
        self.tables[name] = {key: value for key, value in {**made, **keys}.items() if value is not None}
        self.servers[name] = server
        return server

    @property
    def environment(self) -> dict[str, str]:
        """What the program is given; the address of Slack leads nowhere."""
        text = self.other
        for name, table in self.tables.items():
            text += f"\n[hosts.{name}]\n"
            for key, value in table.items():
                text += f"{key} = {{ env = {value!r} }}\n" if key == "password" else f"{key} = {json.dumps(value)}\n"
        (self.folder / "hvbot.toml").write_text(text, encoding="utf-8")
        return {
            "HVBOT_CONFIG": str(self.folder / "hvbot.toml"),
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
            "RIGHT": ACCOUNT.password,
            "WRONG": "nearly-right",
        }

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """The exit code, standard output and standard error of `hvbot doctor`."""
        code = program.cli.main(["doctor", *words], self.environment | environment)
        return code, *self.capsys.readouterr()

    def found(self, host: str = "hv01") -> dict[str, dict[str, str]]:
        """The findings about a host by their step."""
        return {each["step"]: each for each in json.loads(self.run("--json", "--host", host)[1]) if each["host"]}

    def beside_slack(self) -> dict[str, Finding]:
        """The findings about everything that is no host, by their step."""
        environment = self.environment
        settings = load(Path(environment["HVBOT_CONFIG"]), environment)
        return {each.step: each for each in examine(settings, lambda _: [], program._hyperv(settings), None)}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def lab(tmp_path: Path, certificates: Certificates, capsys: pytest.CaptureFixture[str]) -> Iterator[Lab]:
    with ExitStack() as held:
        yield Lab(tmp_path, certificates, capsys, held)


def levels(findings: dict[str, dict[str, str]]) -> str:
    """One sign per step on the way to a host, in its order."""
    assert list(findings) == list(get_args(HostStep))
    return "".join(SIGNS[each["level"]] for each in findings.values())


@pytest.mark.parametrize("scenario", ["left-over", "japanese"])
def test_a_host_in_order_is_fine_at_every_step(lab: Lab, scenario: str) -> None:
    """Name, port, certificate, login, module, rights and the round trip, whatever the host's language; exit 0."""
    server = lab.host(scenario=scenario)
    findings = lab.found()

    assert "✓✓✓✓✓✓✓" == levels(findings)
    assert "Hyper-V 2.0.0.0" in findings["module"]["what"]
    assert (1, 0) == (server.shells.executed, server.shells.open)
    assert 0 == lab.run("--host", "hv01")[0]


@pytest.mark.parametrize(
    ("scenario", "keys", "signs", "reference", "step"),
    [
        ("left-over", {"address": "nowhere.invalid"}, "✕––––––", Ref.HOST_UNRESOLVED, "nowhere.invalid"),
        ("left-over", {"port": 9}, "✓✕–––––", Ref.HOST_UNREACHABLE, "port 9"),
        ("left-over", {"ca_file": None}, "✓✓✕––––", Ref.HOST_TLS, "ca_file under [hosts.hv01]"),
        ("left-over", {"password": "WRONG"}, "✓✓✓✕–––", Ref.HOST_LOGIN, "password under [hosts.hv01]"),
        ("left-over", {"password": "UNSET"}, "✓✓–✕–––", Ref.HOST_SECRET, "the variable must be set"),
        ("not-hyperv", {}, "✓✓✓✓✕––", Ref.HOST_NO_HYPERV, "Hyper-V-PowerShell"),
        ("service-down", {}, "✓✓✓✓✕––", Ref.HOST_VMMS_DOWN, "Start the service"),
        ("access-denied", {}, "✓✓✓✓✓✕–", Ref.HOST_HYPERV_DENIED, "Hyper-V Administrators"),
    ],
)
def test_the_first_step_that_fails_is_named_with_its_remedy(
    lab: Lab, scenario: str, keys: dict[str, Any], signs: str, reference: Ref, step: str
) -> None:
    """What comes before it is fine, what comes after it is not guessed at; exit 1."""
    lab.host(scenario=scenario, **keys)
    findings = lab.found()
    failed = next(each for each in findings.values() if each["level"] == "failed")

    assert signs == levels(findings)
    assert reference == failed["reference"]
    assert step in failed["next"]
    assert "hvbot doctor" not in failed["next"]
    assert 1 == lab.run("--host", "hv01")[0]


@pytest.mark.parametrize(
    ("operation", "trouble", "signs", "reference"),
    [
        (Operation.CREATE, Trouble(Mishap.FAULT, 5), "✓✓✓✓–✕–", Ref.HOST_SHELL_DENIED),
        (Operation.CREATE, Trouble(Mishap.STATUS, 503), "✓✓–✕–––", Ref.HOST_BUSY),
        (Operation.CREATE, Trouble(Mishap.HTML), "✓✓––––✕", Ref.HOST_REPLY),
        (Operation.RECEIVE, Trouble(Mishap.FAULT, 995), "✓✓✓✓––✕", Ref.HOST_LOST),
    ],
)
def test_a_host_in_trouble_is_credited_only_with_what_it_showed(
    lab: Lab, operation: Operation, trouble: Trouble, signs: str, reference: Ref
) -> None:
    """Whoever may not open a shell has signed in; a proxy's page says nothing about the host behind it."""
    lab.host().troubles.plan(operation, trouble)
    findings = lab.found()

    assert signs == levels(findings)
    assert reference in {each["reference"] for each in findings.values()}


def test_a_text_that_comes_back_changed_fails_the_round_trip(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of VMs would be changed in the same way, so nothing else that the host said counts."""
    lab.host()
    monkeypatch.setattr("bot.doctor.ECHO", "something else")

    assert "✓✓✓✓––✕" == levels(lab.found())


def test_a_login_that_never_left_says_nothing_about_the_certificate(lab: Lab) -> None:
    """A client certificate that is not there ends the call before the first message."""
    lab.host(transport="certificate", cert_file="nowhere.pem", key_file="nowhere.pem", password=None, username=None)

    assert "✓✓–✕–––" == levels(lab.found())


@pytest.mark.parametrize(
    ("secure", "keys", "signs", "says"),
    [
        (False, {}, "✓✓⚠✓✓✓✓", "without HTTPS"),
        (True, {"verify": False, "ca_file": None}, "✓✓⚠✓✓✓✓", "any certificate will do"),
        (True, {"transport": "basic"}, "✓✓✓⚠✓✓✓", "the password itself"),
    ],
)
def test_what_is_allowed_but_costs_safety_is_a_warning(
    lab: Lab, secure: bool, keys: dict[str, Any], signs: str, says: str
) -> None:
    """It says what it costs and how to do better, and leaves the exit code at 0."""
    lab.host(secure=secure, **keys)
    findings = lab.found()
    warning = next(each for each in findings.values() if each["level"] == "warning")

    assert signs == levels(findings)
    assert says in warning["what"]
    assert "under [hosts.hv01]" in warning["next"]
    assert 0 == lab.run("--host", "hv01")[0]


@pytest.mark.parametrize(("secure", "transport"), [(True, "ntlm"), (False, "ntlm"), (True, "basic")])
def test_a_wrong_password_costs_one_logon_and_is_never_shown(lab: Lab, secure: bool, transport: str) -> None:
    """Each failed logon brings the account closer to its lock-out."""
    servers = [lab.host(name, secure=secure, transport=transport, password="WRONG") for name in ("hv01", "hv02")]
    _, out, err = lab.run("--json")

    assert [1, 1] == [server.logons_failed for server in servers]
    assert "nearly-right" not in out + err


def test_a_certificate_that_is_not_trusted_gets_no_logon(lab: Lab) -> None:
    """Whoever shows it could be anybody; its fault is told in detail."""
    server = lab.host(ca_file=None)
    findings = lab.found()

    assert ([], 0) == (server.operations, server.logons_failed)
    assert "certificate verify failed" in findings["tls"]["detail"]


def test_what_a_host_says_cannot_move_the_cursor(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host could else write other lines over the ones that tell of its faults."""
    monkeypatch.setattr("bot.doctor.asdict", lambda _: {"module": "2\x1b[2K", "powershell": "5", "os_build": "10"})
    lab.host()

    assert "\x1b" not in lab.run("--host", "hv01")[1]


def test_every_host_is_told_on_lines_of_its_own(lab: Lab) -> None:
    """One line per check with a mark that needs no colour, then what mends it; skipped checks are said to be."""
    lab.host("hv01", secure=False)
    lab.host("hv02", password="WRONG")
    code, out, _ = lab.run()

    assert 1 == code
    assert "✓ hv01 Hyper-V module: Hyper-V 2.0.0.0, " in out
    assert "⚠ hv01 TLS: " in out
    assert "✕ hv02 login: hv02 does not accept the account hvbot uses.\n    In detail: InvalidCredentialsError" in out
    assert "\n    → Correct username or password under [hosts.hv02]" in out
    assert "– hv02 rights: not checked\n" in out


def test_the_text_speaks_the_language_of_the_terminal(lab: Lab) -> None:
    """Japanese administrators read Japanese, remedies included."""
    lab.host(password="WRONG")
    _, out, _ = lab.run("--host", "hv01", LANG="ja_JP.UTF-8")

    assert "✕ hv01 サインイン: hv01 が hvbot のアカウントを受け付けません。" in out
    assert "→ [hosts.hv01] の username または password を直してください。" in out


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("ref", [ref for ref in Ref if re.match("host-(?!unknown)|database-|trail-|slack-", ref)])
def test_no_remedy_leads_back_to_the_doctor(ref: Ref, language: Language) -> None:
    """Whoever reads it is there already."""
    facts = dict.fromkeys(("host", "address", "port", "scheme", "transport", "username"), "x")
    error = OperatorError(ref, host="hv01", detail="x")

    assert "hvbot doctor" not in str(worded(Finding("login", "failed", None, facts, error), language)["next"])


def test_json_has_the_same_keys_in_every_object(lab: Lab) -> None:
    """A program can rely on them, whatever was found, and on the words of step, level and reference."""
    lab.host("hv01")
    lab.host("hv02", port=9)
    code, out, _ = lab.run("--json", LANG="ja_JP.UTF-8")
    found = json.loads(out)

    assert 1 == code
    assert [KEYS] * len(found) == [sorted(each, key=KEYS.index) for each in found]
    assert {"ok", "failed", "skipped", "warning"} >= {each["level"] for each in found}
    assert {"hv01": 7, "hv02": 7} == {name: sum(each["host"] == name for each in found) for name in ("hv01", "hv02")}


def test_one_host_is_asked_by_any_of_its_names(lab: Lab) -> None:
    """With --host neither Slack nor the other hosts are asked, nor the database opened."""
    lab.host("hv01", aliases=["Hyper-V-A"])
    other = lab.host("hv02")
    code, out, _ = lab.run("--json", "--host", "HYPER-V-a")

    assert 0 == code
    assert {None, "hv01"} == {each["host"] for each in json.loads(out)}
    assert ["configuration", *get_args(HostStep)] == [each["step"] for each in json.loads(out)]
    assert 0 == other.round_trips


def test_an_unknown_host_is_bad_usage(lab: Lab) -> None:
    """The names that there are come with it."""
    lab.host()

    code, out, err = lab.run("--host", "hv99")

    assert (2, "") == (code, out)
    assert "“hv99” is no host of the configuration. Configured are: hv01" in err


def test_a_configuration_with_faults_is_told_whole(lab: Lab) -> None:
    """All faults at once, exit 2, and for programs still an array."""
    lab.other = '[removal]\nenabled = "yes"\n[slack]\ncolour = 1\n'
    code, out, _ = lab.run("--json")
    (finding,) = json.loads(out)

    assert 2 == code
    assert ("configuration", "failed", "settings-invalid") == (finding["step"], finding["level"], finding["reference"])
    assert "removal.enabled" in finding["what"]
    assert "slack.colour" in finding["what"]
    assert lab.run()[1].startswith("✕ configuration: ")


def test_a_configuration_without_hosts_is_a_warning(lab: Lab) -> None:
    """It is what `hvbot init` writes, and codes can be explained with it."""
    assert "warning" == lab.beside_slack()["configuration"].level


def test_a_database_that_is_not_there_yet_is_fine_and_stays_away(lab: Lab) -> None:
    """The bot makes it at its start; looking must not."""
    found = lab.beside_slack()

    assert ("ok", "skipped") == (found["database"].level, found["trail"].level)
    assert "is not there yet" in say(Language.EN, "doctor-database-ok", **found["database"].facts)
    assert not (lab.folder / "hvbot.db").exists()


def test_a_database_that_cannot_be_created_is_a_failure(lab: Lab) -> None:
    """Its folder has to be there."""
    lab.other = '[storage]\nurl = "sqlite:///nowhere/hvbot.db"\n'
    found = lab.beside_slack()

    assert ("failed", "skipped") == (found["database"].level, found["trail"].level)
    assert found["database"].error is not None
    assert Ref.DATABASE_MISSING is found["database"].error.ref


def test_a_sound_database_tells_its_head(lab: Lab, trail: Store) -> None:
    """Somebody may compare it with the one that was noted."""
    found = lab.beside_slack()

    assert ("ok", "ok") == (found["database"].level, found["trail"].level)
    assert "2" == found["trail"].facts["rows"]
    assert 64 == len(found["trail"].facts["head"])


def test_a_changed_trail_is_a_failure(lab: Lab, trail: Store) -> None:
    """The first bad entry is named; the database itself can be used."""
    with closing(sqlite3.connect(lab.folder / "hvbot.db")) as connection:
        connection.executescript("DROP TRIGGER audit_event_no_update; UPDATE audit_event SET reason = 'x' WHERE id = 2")
    found = lab.beside_slack()

    assert ("ok", "failed", "2") == (found["database"].level, found["trail"].level, found["trail"].facts["bad"])


def test_an_older_database_is_a_warning_and_stays_as_it_is(lab: Lab) -> None:
    """An older bot may still be running on it."""
    (lab.folder / "hvbot.db").touch()
    found = lab.beside_slack()
    with closing(sqlite3.connect(lab.folder / "hvbot.db")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()

    assert ("warning", "skipped", []) == (found["database"].level, found["trail"].level, tables)


def test_a_newer_database_is_a_failure(lab: Lab, trail: Store) -> None:
    """This program does not know what is in it."""
    with closing(sqlite3.connect(lab.folder / "hvbot.db")) as connection:
        connection.executescript("UPDATE alembic_version SET version_num = '9999'")
    error = lab.beside_slack()["database"].error

    assert error is not None
    assert Ref.DATABASE_NEWER is error.ref


def test_articles_that_nobody_sees_are_a_failure(lab: Lab) -> None:
    """The team believes it has them."""
    assert "ok" == lab.beside_slack()["articles"].level

    (lab.folder / "articles").mkdir()
    (lab.folder / "articles" / "ours.en.md").write_text("no front matter", encoding="utf-8")

    assert "failed" == lab.beside_slack()["articles"].level


@pytest.fixture
def trail(lab: Lab) -> Iterator[Store]:
    """A database with two entries."""
    with closing(open_store(f"sqlite:///{lab.folder}/hvbot.db")) as store:
        for event in (Event.BOT_STARTED, Event.BOT_STOPPED):
            with store.writing() as session:
                append(session, Entry(event=event, outcome=Outcome.OK, actor="system"), utc_now())
        yield store
