"""Labelled pastes, real and invented, as a score. `optional` strings are neither required nor counted."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge import entities, recognize

PASTES = [json.loads(line) for line in Path(__file__).with_name("pasted_errors.jsonl").read_text("utf-8").splitlines()]
NAMES = ("vm", "checkpoint", "host", "job")


def labelled(paste: dict[str, Any]) -> set[tuple[object, ...]]:
    return {(code["hex"] or code["event_id"], code["kind"], code["as_written"]) for code in paste["codes"]}


def recognised(paste: dict[str, Any]) -> set[tuple[object, ...]]:
    """What was found, without what may be found or not."""
    found = {
        (finding.code.hex if finding.code else finding.event_id, finding.kind.value, finding.as_written)
        for finding in recognize(paste["text"])
    }
    wanted, optional = labelled(paste), paste.get("optional", ())
    return {code for code in found if code in wanted or not any(str(code[2]) in free for free in optional)}


def test_the_score_on_labelled_pastes(capsys: pytest.CaptureFixture[str]) -> None:
    """Recognised like a person would, with no alarm where there is no code."""
    hits = sum(len(labelled(paste) & recognised(paste)) for paste in PASTES)
    extra = [(paste["id"], code) for paste in PASTES for code in recognised(paste) - labelled(paste)]
    missed = [(paste["id"], code) for paste in PASTES for code in labelled(paste) - recognised(paste)]
    precision, recall = hits / (hits + len(extra)), hits / (hits + len(missed))
    f1 = 2 * precision * recall / (precision + recall)
    lines = [f"\n{len(PASTES)} pastes: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"]
    lines += [f"  {what} {code}" for what, codes in (("extra", extra), ("missed", missed)) for code in codes]
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")

    assert f1 >= 0.995
    assert [] == [paste["id"] for paste in PASTES if paste["negative"] and recognised(paste)]


def test_names_in_labelled_pastes() -> None:
    """The names a person would copy, and no others."""
    found = {paste["id"]: entities(paste["text"]) for paste in PASTES}
    names = {id_: {name: value for name in NAMES if (value := getattr(found[id_], name))} for id_ in found}

    assert {paste["id"]: paste["entities"] for paste in PASTES} == names
