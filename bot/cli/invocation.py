"""What every command of the command line shares: where the configuration is, and whom it talks to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import click

from bot.settings import Settings, load, terminal_language
from bot.values import HostName
from bot.wording import say
from knowledge.languages import Language


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of `hvbot`. The environment enters here and nowhere else."""

    environment: Mapping[str, str]

    @property
    def language(self) -> Language:
        """The language of the terminal."""
        return terminal_language(self.environment)

    @property
    def config(self) -> Path:
        """Where the configuration is, or would be."""
        return Path(self.environment.get("HVBOT_CONFIG") or "hvbot.toml")

    @property
    def powershell(self) -> str | None:
        """The PowerShell that PWSH or PATH names."""
        return self.environment.get("PWSH") or which("pwsh", path=self.environment.get("PATH", ""))

    def settings(self) -> Settings:
        """The configuration that there must be; raises SettingsError."""
        return load(self.config, self.environment)

    def settings_or_default(self) -> Settings:
        """The configuration if somebody named one or one lies here, else the defaults; raises SettingsError."""
        wanted = self.environment.get("HVBOT_CONFIG") or self.config.exists()
        return self.settings() if wanted else Settings.default()


def known_host(settings: Settings, text: str, language: Language) -> HostName:
    """The host meant by its key or an alias; any other is bad usage."""
    name = settings.host(text)
    if name is None:
        known = ", ".join(settings.hosts) or "–"
        raise click.UsageError(say(language, "cli-may-host", host=text, known=known))
    return name


pass_invocation = click.make_pass_decorator(Invocation)
