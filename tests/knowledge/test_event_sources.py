import pytest

from knowledge.article import Event
from knowledge.event_sources import named

EVENTS = (
    Event(id=4711, source="Hyper-V-VMMS", log="Microsoft-Windows-Hyper-V-VMMS-Admin"),
    Event(id=4711, source="Hyper-V-Worker"),
)


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Event ID: 4711", {"Hyper-V-VMMS", "Hyper-V-Worker"}),
        ("Source: Hyper-V-VMMS Event ID: 4711", {"Hyper-V-VMMS"}),
        ("Log Name:  Microsoft-Windows-Hyper-V-Worker-Admin\nEvent ID: 4711", {"Hyper-V-Worker"}),
        ("Log Name:  Microsoft-Windows-Hyper-V-VMMS-Admin\nEvent ID: 4711", {"Hyper-V-VMMS"}),
        ("Source: Microsoft-Windows-Hyper-V-Worker\nEvent ID: 4711", {"Hyper-V-Worker"}),
        ("ソース: Hyper-V-VMMS\nイベント ID: 4711", {"Hyper-V-VMMS"}),
        ("Hyper-V-VMMSログにイベント4711があります", {"Hyper-V-VMMS"}),
        ("Source: MSSQLSERVER Event ID: 4711", set()),
    ],
)
def test_a_text_that_names_a_source_leaves_only_that_one_open(text, sources):
    """The number alone leaves every source open, a named source only itself, a foreign source none."""
    assert sources == named(EVENTS, text)
