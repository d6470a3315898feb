"""`hvbot.toml` as types, section by section, with its defaults; all of it frozen."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StrictBool,
    StrictInt,
    ValidationInfo,
    model_validator,
)

from bot import logs
from bot import settings_values as values
from bot.errors import OperatorError, Ref
from bot.values import HostName

# No TOML file uses these by accident: what does not come from the file enters the models under them.
HOST_KEY = "[key]"
ENVIRONMENT = "[environment]"


class Section(BaseModel):
    """A table of the file: unknown keys are faults, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Slack(Section):
    """`[slack]`; `language` None means auto."""

    answer_in: tuple[values.ChannelOrAll, ...] = ("*",)
    language: values.AnyLanguage = None


class Storage(Section):
    """`[storage]`; a relative SQLite path begins at the configuration's folder. The URL may hold a password."""

    url: values.Database = Field(default="sqlite:///hvbot.db", validate_default=True, repr=False)


class Knowledge(Section):
    """`[knowledge]`; a relative folder begins at the configuration's folder."""

    folder: values.Folder = Field(default="articles", validate_default=True)


class Removal(Section):
    """`[removal]`; read-only until somebody decides otherwise."""

    enabled: StrictBool = False
    approvals: Annotated[StrictInt, Field(ge=0)] = 1
    approval_channel: values.Channel = None
    approval_expires: values.TimeLimit = timedelta(hours=4)
    plan_expires: values.TimeLimit = timedelta(minutes=15)
    min_age: values.Duration = timedelta(hours=12)
    name_pattern: values.Pattern = None
    reason: Annotated[values.ReasonRule, values.choice(*values.ReasonRule)] = values.ReasonRule.REQUIRED
    reason_pattern: values.Pattern = None


class Audit(Section):
    """`[audit]`."""

    head_channel: values.Channel = None


class Sweep(Section):
    """`[sweep]`; `at` is local time of the machine."""

    at: values.Clock = None
    channel: values.Channel = None


def _no_literal(value: object) -> object:
    if isinstance(value, str):
        raise values.fault("password-literal")
    return value


class SecretSource(Section):
    """Where a password lies: the name of an environment variable, or a file. Never the password itself."""

    env: str | None = None
    file: values.File = None


class HostSettings(Section):
    """`[hosts.NAME]`: how to reach one Hyper-V host."""

    name: values.HostKey = Field(alias=HOST_KEY)
    address: values.Address
    scheme: Annotated[values.Scheme, values.choice(*values.Scheme)] = values.Scheme.HTTPS
    port: Annotated[StrictInt, Field(ge=1, le=65535)]  # `load` gives it the scheme's own
    transport: Annotated[values.Transport, values.choice(*values.Transport)] = values.Transport.NTLM
    username: str = ""
    password: Annotated[SecretSource | None, BeforeValidator(_no_literal)] = None
    ca_file: values.File = None
    verify: StrictBool = True
    cert_file: values.File = None
    key_file: values.File = None
    aliases: tuple[str, ...] = ()
    timeout: values.TimeLimit = timedelta(seconds=60)
    _environment: Mapping[str, str] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: values.Ground, /) -> None:
        """Keeps the environment out of every repr and dump, for `secret`."""
        self._environment = context.environment

    def secret(self) -> str:
        """The password, read now so that a rotated one is used at once; empty if none is configured.

        Raises OperatorError(HOST_SECRET) if the variable or the file is missing, unreadable or empty.
        """
        source = self.password
        if source is None:
            return ""
        secret = self._environment.get(source.env or "", "")
        if source.file:
            with suppress(OSError, UnicodeDecodeError):
                secret = source.file.read_text(encoding="utf-8").rstrip("\r\n")
        if not secret:
            raise OperatorError(Ref.HOST_SECRET, host=self.name, detail=source.env or str(source.file))
        logs.hide(secret)
        return secret


class Grant(Section):
    """One `[[grants]]` entry; without hosts it opens no host, without vms every VM of its hosts."""

    to: Annotated[frozenset[values.Grantee], Field(min_length=1)]
    may: Annotated[frozenset[values.AnyRight], Field(min_length=1)]
    hosts: tuple[values.HostPattern, ...] = ()
    vms: tuple[str, ...] = ("*",)


class FromEnvironment(BaseModel):
    """What comes from environment variables alone, under their names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    bot_token: SecretStr | None = Field(default=None, alias="SLACK_BOT_TOKEN")
    app_token: SecretStr | None = Field(default=None, alias="SLACK_APP_TOKEN")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    log_format: Annotated[Literal["text", "json"], values.choice("text", "json")] = Field("text", alias="HVBOT_LOG")
    log_level: values.LogLevel = Field(default="INFO", alias="HVBOT_LOG_LEVEL")
    alive_file: Path | None = Field(default=None, alias="HVBOT_ALIVE_FILE")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, _: object, info: ValidationInfo[values.Ground]) -> dict[str, str]:
        return {name: value for name, value in info.context.environment.items() if value}


class Settings(Section):
    """The whole configuration, made by `bot.settings.load`; `bot/templates/hvbot.toml` says what each key means."""

    slack: Slack = Slack()
    storage: Storage = Field(default={}, validate_default=True)
    knowledge: Knowledge = Field(default={}, validate_default=True)
    removal: Removal = Removal()
    audit: Audit = Audit()
    sweep: Sweep = Sweep()
    hosts: Mapping[values.HostKey, HostSettings] = Field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    environment: FromEnvironment = Field(alias=ENVIRONMENT)

    @classmethod
    def default(cls) -> Self:
        """What holds without a file and without an environment; enough to explain codes."""
        return cls.model_validate({ENVIRONMENT: {}}, context=values.Ground(Path(), {}))

    def host(self, text: str) -> HostName | None:
        """The host that a person means by its key or an alias; upper and lower case are the same."""
        wanted = text.strip().casefold()
        for name, host in self.hosts.items():
            if wanted == name or wanted in (alias.casefold() for alias in host.aliases):
                return name
        return None
