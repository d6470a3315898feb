"""What hvbot knows about error codes: how they are written, what they mean. Imports nothing of the other packages."""

from knowledge.codes import Decoded, ErrorCode, Kind, Severity, decode
from knowledge.entities import Entities, entities
from knowledge.languages import Language, language_of
from knowledge.recognizer import Finding, recognize

__all__ = [
    "Decoded",
    "Entities",
    "ErrorCode",
    "Finding",
    "Kind",
    "Language",
    "Severity",
    "decode",
    "entities",
    "language_of",
    "recognize",
]
