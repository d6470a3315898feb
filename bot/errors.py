"""What can go wrong, as facts: a reference, its facts, whose turn it is. The sentences are in texts/*/errors.ftl."""

from collections.abc import Iterable
from enum import StrEnum


class Turn(StrEnum):
    """Who can make the next step."""

    YOU = "you"
    OPERATOR = "operator"  # whoever runs hvbot: configuration, grants, disk
    HOST_ADMIN = "host-admin"  # whoever runs the Hyper-V host
    NOBODY = "nobody"  # waiting is enough


class Ref(StrEnum):
    """The stable reference of an error; a retired one is never used again for something else."""

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
    NOT_ALLOWED = "not-allowed"
    NOT_A_MEMBER = "not-a-member"
    IDENTITY_UNSURE = "identity-unsure"
    CHANNEL_SHARED = "channel-shared"
    WRONG_PERSON = "wrong-person"
    REMOVAL_DISABLED = "removal-disabled"
    REMOVAL_PAUSED = "removal-paused"
    APPROVALS_UNAVAILABLE = "approvals-unavailable"
    NOTHING_TO_REMOVE = "nothing-to-remove"
    PLAN_STOPPED = "plan-stopped"
    PLAN_EXPIRED = "plan-expired"
    PLAN_STALE = "plan-stale"
    VM_CHANGED = "vm-changed"
    NOT_REMOVED = "not-removed"
    MERGE_STALLED = "merge-stalled"
    OUTCOME_UNKNOWN = "outcome-unknown"
    ALREADY_OPEN = "already-open"
    WRONG_STATE = "wrong-state"
    NAME_MISMATCH = "name-mismatch"
    REASON_MISSING = "reason-missing"
    REASON_PATTERN = "reason-pattern"
    CLICK_TOO_OLD = "click-too-old"
    DRAFT_FIELD = "draft-field"
    DRAFT_EXISTS = "draft-exists"
    DRAFT_UNWRITABLE = "draft-unwritable"
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
    HOST_UNRESOLVED = "host-unresolved"
    HOST_UNREACHABLE = "host-unreachable"
    HOST_TLS = "host-tls"
    HOST_LOGIN = "host-login"
    HOST_SHELL_DENIED = "host-shell-denied"
    HOST_HYPERV_DENIED = "host-hyperv-denied"
    HOST_NO_HYPERV = "host-no-hyperv"
    HOST_VMMS_DOWN = "host-vmms-down"
    HOST_BUSY = "host-busy"
    HOST_LOST = "host-lost"
    HOST_SCRIPT = "host-script"
    HOST_REPLY = "host-reply"
    HOST_SECRET = "host-secret"
    TRAIL_UNWRITABLE = "trail-unwritable"
    DATABASE_UNAVAILABLE = "database-unavailable"
    DATABASE_MISSING = "database-missing"
    DATABASE_NEWER = "database-newer"
    DATABASE_OLDER = "database-older"
    DATABASE_LOCKED = "database-locked"
    SQLITE_OLD = "sqlite-old"
    SETTINGS_INVALID = "settings-invalid"
    SLACK_TOKEN_MISSING = "slack-token-missing"
    SLACK_TOKENS = "slack-tokens"
    SLACK_UNREACHABLE = "slack-unreachable"
    POWERSHELL_FAILED = "powershell-failed"
    PORT_TAKEN = "port-taken"
    RESTARTING = "restarting"
    INTERNAL = "internal"


class Sent(StrEnum):
    """Whether the host may have begun to act when the line was lost."""

    NO = "no"
    MAYBE = "maybe"


_TURNS: dict[Turn, frozenset[Ref]] = {
    Turn.NOBODY: frozenset({Ref.NOT_A_MEMBER}),
    Turn.HOST_ADMIN: frozenset(
        {Ref.HOST_UNREACHABLE, Ref.HOST_SHELL_DENIED, Ref.HOST_HYPERV_DENIED, Ref.HOST_SCRIPT, Ref.HOST_REPLY}
        | {Ref.HOST_VMMS_DOWN, Ref.NOT_REMOVED, Ref.MERGE_STALLED, Ref.OUTCOME_UNKNOWN}
    ),
    Turn.OPERATOR: frozenset(
        {Ref.NOT_ALLOWED, Ref.REMOVAL_DISABLED, Ref.APPROVALS_UNAVAILABLE, Ref.SETTINGS_INVALID, Ref.INTERNAL}
        | {Ref.HOST_UNRESOLVED, Ref.HOST_TLS, Ref.HOST_LOGIN, Ref.HOST_NO_HYPERV, Ref.HOST_SECRET}
        | {Ref.TRAIL_UNWRITABLE, Ref.DATABASE_UNAVAILABLE, Ref.DATABASE_NEWER, Ref.DATABASE_LOCKED, Ref.SQLITE_OLD}
        | {Ref.DATABASE_MISSING, Ref.DATABASE_OLDER, Ref.SLACK_TOKEN_MISSING, Ref.SLACK_TOKENS, Ref.SLACK_UNREACHABLE}
        | {Ref.DRAFT_UNWRITABLE}
    ),
}


class HvbotError(Exception):
    """An error that a person is told about. `ref` never changes, the sentence depends on the language."""

    def __init__(self, ref: Ref, **facts: str) -> None:
        super().__init__(f"{ref} {facts}" if facts else str(ref))
        self.ref = ref
        self.facts = facts

    @property
    def turn(self) -> Turn:
        """Who can make the next step; the person asking unless the table says otherwise."""
        return next((turn for turn, refs in _TURNS.items() if self.ref in refs), Turn.YOU)


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
