"""Who may do what. Deny by default: without a grant that matches, only explanations of codes are possible."""

from enum import StrEnum


class Right(StrEnum):
    """What a grant can give; `remove-standard` is never given by a wildcard."""

    LIST = "list"
    REMOVE = "remove"
    REMOVE_STANDARD = "remove-standard"
    APPROVE = "approve"
    AUDIT = "audit"
    KNOWLEDGE = "knowledge"
