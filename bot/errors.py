"""What can go wrong, as facts: a reference, its facts, whose turn it is. The sentences are in texts/*/errors.ftl."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Turn(StrEnum):
    """Who can make the next step."""

    YOU = "you"
    OPERATOR = "operator"  # whoever runs hvbot: configuration, grants, disk
    HOST_ADMIN = "host-admin"  # whoever runs the Hyper-V host
    NOBODY = "nobody"  # waiting is enough


class Ref(StrEnum):
    """The stable reference of an error, and whose turn it is; a retired one is never used again for something else."""

    turn: Turn

    def __new__(cls, value: str, turn: Turn = Turn.YOU) -> Self:
        ref = str.__new__(cls, value)
        ref._value_, ref.turn = value, turn
        return ref

    COMMAND_UNKNOWN = "command-unknown"
    COMMAND_INCOMPLETE = "command-incomplete"
    COMMAND_SURPLUS = "command-surplus"
    COMMAND_QUOTES = "command-quotes"
    NO_CODE = "no-code"
    AUDIT_FILTER = "audit-filter"
    HOST_UNKNOWN = "host-unknown"
    VM_UNKNOWN = "vm-unknown"
    VM_SIMILAR = "vm-similar"
    VM_AMBIGUOUS = "vm-ambiguous"
    VM_MOVED = "vm-moved"
    REQUEST_UNKNOWN = "request-unknown"
    NOT_ALLOWED = "not-allowed", Turn.OPERATOR
    NOT_A_MEMBER = "not-a-member", Turn.NOBODY
    IDENTITY_UNSURE = "identity-unsure"
    CHANNEL_SHARED = "channel-shared"
    WRONG_PERSON = "wrong-person"
    REMOVAL_DISABLED = "removal-disabled", Turn.OPERATOR
    REMOVAL_PAUSED = "removal-paused"
    APPROVALS_UNAVAILABLE = "approvals-unavailable", Turn.OPERATOR
    NOTHING_TO_REMOVE = "nothing-to-remove"
    PLAN_STOPPED = "plan-stopped"
    PLAN_EXPIRED = "plan-expired"
    PLAN_STALE = "plan-stale"
    VM_CHANGED = "vm-changed"
    NOT_REMOVED = "not-removed", Turn.HOST_ADMIN
    MERGE_STALLED = "merge-stalled", Turn.HOST_ADMIN
    OUTCOME_UNKNOWN = "outcome-unknown", Turn.HOST_ADMIN
    ALREADY_OPEN = "already-open"
    WRONG_STATE = "wrong-state"
    NAME_MISMATCH = "name-mismatch"
    REASON_MISSING = "reason-missing"
    REASON_PATTERN = "reason-pattern"
    CLICK_TOO_OLD = "click-too-old"
    DRAFT_FIELD = "draft-field"
    DRAFT_EXISTS = "draft-exists"
    DRAFT_UNWRITABLE = "draft-unwritable", Turn.OPERATOR
    SITE_ADDRESS = "site-address"
    SITE_UNREACHABLE = "site-unreachable"
    SITE_PRIVATE = "site-private"
    SITE_TLS = "site-tls"
    SITE_SLOW = "site-slow"
    SITE_CUT = "site-cut"
    SITE_ELSEWHERE = "site-elsewhere"
    SITE_LOOP = "site-loop"
    SITE_LOGIN = "site-login"
    SITE_MISSING = "site-missing"
    SITE_BUSY = "site-busy"
    SITE_FAILED = "site-failed"
    SITE_NO_TEXT = "site-no-text"
    SITE_TOO_LARGE = "site-too-large"
    PAGE_FILE = "page-file"
    PAGE_EMPTY = "page-empty"
    PAGE_NO_ARTICLE = "page-no-article"
    HOST_UNRESOLVED = "host-unresolved", Turn.OPERATOR
    HOST_UNREACHABLE = "host-unreachable", Turn.HOST_ADMIN
    HOST_TLS = "host-tls", Turn.OPERATOR
    HOST_LOGIN = "host-login", Turn.OPERATOR
    HOST_SHELL_DENIED = "host-shell-denied", Turn.HOST_ADMIN
    HOST_HYPERV_DENIED = "host-hyperv-denied", Turn.HOST_ADMIN
    HOST_NO_HYPERV = "host-no-hyperv", Turn.OPERATOR
    HOST_VMMS_DOWN = "host-vmms-down", Turn.HOST_ADMIN
    HOST_BUSY = "host-busy"
    HOST_LOST = "host-lost"
    HOST_SCRIPT = "host-script", Turn.HOST_ADMIN
    HOST_REPLY = "host-reply", Turn.HOST_ADMIN
    HOST_SECRET = "host-secret", Turn.OPERATOR
    TRAIL_UNWRITABLE = "trail-unwritable", Turn.OPERATOR
    DATABASE_UNAVAILABLE = "database-unavailable", Turn.OPERATOR
    DATABASE_MISSING = "database-missing", Turn.OPERATOR
    DATABASE_NEWER = "database-newer", Turn.OPERATOR
    DATABASE_OLDER = "database-older", Turn.OPERATOR
    DATABASE_LOCKED = "database-locked", Turn.OPERATOR
    SQLITE_OLD = "sqlite-old", Turn.OPERATOR
    SETTINGS_INVALID = "settings-invalid", Turn.OPERATOR
    SLACK_TOKEN_MISSING = "slack-token-missing", Turn.OPERATOR
    SLACK_TOKENS = "slack-tokens", Turn.OPERATOR
    SLACK_UNREACHABLE = "slack-unreachable", Turn.OPERATOR
    POWERSHELL_FAILED = "powershell-failed"
    PORT_TAKEN = "port-taken"
    RESTARTING = "restarting"
    INTERNAL = "internal", Turn.OPERATOR


class Sent(StrEnum):
    """Whether the host may have begun to act when the line was lost."""

    NO = "no"
    MAYBE = "maybe"


class HvbotError(Exception):
    """An error that a person is told about. `ref` never changes, the sentence depends on the language."""

    def __init__(self, ref: Ref, **facts: str) -> None:
        super().__init__(f"{ref} {facts}" if facts else str(ref))
        self.ref = ref
        self.facts = facts


class BadInput(HvbotError):
    """The person can mend it by asking differently."""


class PageError(HvbotError):
    """A page of the vendor cannot be had, or it holds no article."""


class Refused(HvbotError):
    """A rule said no. Every refusal becomes a row of the trail."""


class HostError(HvbotError):
    """Talking to a Hyper-V host failed. `sent` tells whether an act may have begun there; `log` is for the log only."""

    def __init__(self, ref: Ref, *, sent: Sent, log: str = "", **facts: str) -> None:
        super().__init__(ref, **facts)
        self.sent = sent
        self.log = log


class TrailError(HvbotError):
    """The trail or the database behind it cannot be written or read."""


class OperatorError(HvbotError):
    """The program cannot start or go on as it is set up."""


class SettingsError(OperatorError):
    """All faults of the configuration at once, each already a line of `file: key: what, suggestion`."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(Ref.SETTINGS_INVALID, faults="\n".join(self.faults))
