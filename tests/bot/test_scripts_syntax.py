"""Our scripts run on Windows PowerShell 4.0, turn no text into code and call only what is listed here."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.powershell.batch import HERE

SCRIPTS = Path(__file__).parents[2] / "bot" / "scripts"
NAMES = sorted(path.stem for path in SCRIPTS.glob("*.ps1"))
AFTER_4 = {"TernaryExpressionAst", "PipelineChainAst", "TypeDefinitionAst", "UsingStatementAst", "FunctionMemberAst"}
# Every command that a script may call, with the parameters it may give. A name of ours never goes to a name parameter.
COMMANDS = {
    "ConvertTo-Json": {"InputObject", "Compress", "Depth"},
    "ForEach-Object": set(),
    "Get-CimAssociatedInstance": {"InputObject", "Association", "ResultClassName"},
    "Get-CimInstance": {"Namespace", "ClassName", "Filter"},
    "Get-Cluster": set(),
    "Get-ClusterGroup": {"VMId"},
    "Get-Date": set(),
    "Get-Module": set(),
    "Get-Service": {"Name"},
    "Get-VHD": {"Path"},
    "Get-VM": {"Id"},
    "Get-VMHardDiskDrive": {"VM", "VMSnapshot"},
    "Get-VMHost": set(),
    "Get-VMSnapshot": {"VM"},
    "Get-Volume": {"FilePath"},
    "Get-WinEvent": {"FilterHashtable", "MaxEvents"},
    "Import-Module": set(),
    "New-Object": set(),
    "Remove-VMSnapshot": {"VMSnapshot", "Confirm"},
    "Set-StrictMode": {"Version"},
    "Sort-Object": set(),
    "Where-Object": set(),
}
WITH_A_VALUE = {"ForEach-Object", "Get-Module", "Import-Module", "New-Object", "Sort-Object", "Where-Object"}
TYPES = {
    *(
        "bool",
        "char",
        "DateTime",
        "guid",
        "hashtable",
        "int",
        "long",
        "object[]",
        "regex",
        "string",
        "string[]",
        "void",
    ),
    *("Console", "Convert", "Diagnostics.Stopwatch", "Globalization.CultureInfo", "Math", "StringComparer"),
    *("StringComparison", "Text.Encoding", "UnauthorizedAccessException"),
}
OBJECTS = {"InvalidOperationException", "'System.Collections.Generic.Dictionary[string,object]'"}


def inspect(powershell: Path, folder: Path, scripts: dict[str, str]) -> dict[str, Any]:
    """What PowerShell's parser says about each text."""
    order = folder / "scripts.json"
    order.write_text(json.dumps(scripts), encoding="utf-8")
    command = [str(powershell), "-NoProfile", "-NonInteractive", "-File", str(HERE / "inspect.ps1"), str(order)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def too_new(facts: dict[str, Any]) -> list[str]:
    """What Windows PowerShell 4.0 would not understand."""
    return [*facts["errors"], *facts["newer"], *sorted(AFTER_4.intersection(facts["kinds"]))]


def unlisted(facts: dict[str, Any], ours: set[str]) -> Iterator[str]:
    """Whatever is called that is neither listed nor a function of ours."""
    for command in facts["commands"]:
        name, given = command["name"], set(command["parameters"])
        if command["operator"] != "Unknown" or not name:
            yield f"{command['operator']} runs what is not known here"
        elif name in ours:
            continue
        elif name not in COMMANDS or given - COMMANDS[name]:
            yield f"{name} {sorted(given)}"
        elif name not in WITH_A_VALUE and command["values"] + command["colons"] > len(given):
            yield f"{name} with a value that no parameter names"
    yield from sorted(set(facts["types"]) - TYPES)
    yield from sorted({"Create", "Invoke", "InvokeScript", "NewScriptBlock"}.intersection(facts["members"]))


@pytest.fixture(scope="module")
def facts(powershell: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All scripts, taken apart in one go."""
    texts = {name: (SCRIPTS / f"{name}.ps1").read_text(encoding="utf-8") for name in NAMES}
    return inspect(powershell, tmp_path_factory.mktemp("scripts"), texts)


@pytest.mark.parametrize("name", NAMES)
def test_a_script_is_plain_ascii(name: str) -> None:
    """Windows PowerShell reads other characters by the host's code page, and curly quotes as its own."""
    assert (SCRIPTS / f"{name}.ps1").read_bytes().isascii()


@pytest.mark.parametrize("name", NAMES)
def test_a_script_runs_on_windows_powershell_4(name: str, facts: dict[str, Any]) -> None:
    """A Windows Server 2012 R2 has no newer one."""
    assert [] == too_new(facts[name])


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"bootstrap"}))
def test_a_script_calls_only_what_is_listed(name: str, facts: dict[str, Any]) -> None:
    """No text becomes code, no other machine is reached, and no name is handed to a parameter that takes wildcards."""
    ours = {*facts["common"]["functions"], *facts[name]["functions"]}

    assert [] == list(unlisted(facts[name], ours))


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"bootstrap"}))
def test_a_script_makes_only_known_objects(name: str) -> None:
    """`New-Object` could make anything, a COM object or a web client too."""
    made = re.findall(r"New-Object +('[^']*'|\S+)", (SCRIPTS / f"{name}.ps1").read_text(encoding="utf-8"))

    assert OBJECTS.issuperset(made)


def test_only_the_constant_service_is_asked_for_by_name(facts: dict[str, Any]) -> None:
    """`-Name` takes wildcards everywhere, so no variable follows it."""
    texts = "".join((SCRIPTS / f"{name}.ps1").read_text(encoding="utf-8") for name in NAMES)

    assert ["'vmms'"] == re.findall(r"-(?:VM)?Name +(\S+?)\)", texts)


def test_the_checks_themselves_find_what_they_forbid(powershell: Path, tmp_path: Path) -> None:
    """A check that finds nothing in bad code proves nothing by finding nothing in ours."""
    newer = {
        "ternary": "$a = $b ? 1 : 2",
        "coalescing": "$a = $b ?? 1",
        "assigning": "$a ??= 1",
        "conditional": "${a}?.Length",
        "chain": "Get-Date && Get-Date",
        "background": "Get-Date &",
        "class": "class A { }",
        "enum": "enum A { B }",
        "using": "using namespace System.IO",
        "new": "[Text.StringBuilder]::new()",
        "broken": "if (",
    }
    unsafe = {
        "expression": "Invoke-Expression $a",
        "elsewhere": "Get-VM -ComputerName $a",
        "named": "Get-VM $a",
        "vm-name": "Get-VMSnapshot -VMName $a",
        "subtree": "Remove-VMSnapshot -VMSnapshot $a -IncludeAllChildSnapshots",
        "call": "& $a",
        "dot": ". $a",
        "block": "[ScriptBlock]::Create($a)",
        "member": "$ExecutionContext.InvokeCommand.InvokeScript($a)",
        "type": "[Diagnostics.Process]::Start($a)",
    }
    found = inspect(powershell, tmp_path, newer | unsafe)

    assert [] == [name for name in newer if not too_new(found[name])]
    assert [] == [name for name in unsafe if not list(unlisted(found[name], set()))]
