"""Everything the handlers may call, built once by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.checkpoints import Checkpoints
from bot.gate import Gate
from bot.removals import Removals
from bot.settings import Settings
from bot.store import Store
from knowledge.library import Library


@dataclass(frozen=True)
class Services:
    """`store` is None when the database could not be opened; then only explanations of codes are given."""

    settings: Settings
    store: Store | None
    library: Library
    gate: Gate
    checkpoints: Checkpoints
    removals: Removals
    clock: Callable[[], datetime]
