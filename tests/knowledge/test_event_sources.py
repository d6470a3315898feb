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


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Source: MSSQL$PROD01 Event ID: 4711", "MSSQLSERVER"),
        ("4711 (MSSQL$PROD01)", "MSSQLSERVER"),
        ("Event 4711, storahci", "storport miniport"),
        ("Source: megasas2i", "storport miniport"),
        ("Log Name: Microsoft-Windows-Hyper-V-High-Availability-Admin", "FailoverClustering"),
        ("<Provider Name='Microsoft-Windows-FailoverClustering' Guid='{x}' />", "FailoverClustering"),
        ("Microsoft-Windows-ReFS-Operational: 4711", "ReFS"),
        ("ProviderName : ReFS", "ReFS"),
        ("| Source | ReFS |", "ReFS"),
        ("<td>Source</td><td>ReFS</td>", "ReFS"),
        ("*Source:* `ReFS`", "ReFS"),
        ("open-source tools say: ReFS 4711", "ReFS"),
        ("Protokollname: System\nQuelle:        ReFS", "ReFS"),
        ("Origen: ReFS\nId. del evento: 4711", "ReFS"),
        ("Source : ReFS\nID de l’événement : 4711", "ReFS"),
        ("ログの名前:         System\nソース：ＲｅＦＳ", "ReFS"),
        ("プロバイダー名: Microsoft-Windows-ReFS", "ReFS"),
    ],
)
def test_a_source_is_known_by_its_other_names_and_under_any_label(text, source):
    """Instances, drivers and channels stand for their source, in the languages of Windows and in any mark-up."""
    sources = ("MSSQLSERVER", "storport miniport", "FailoverClustering", "ReFS")

    assert {source} == named([Event(id=4711, source=each) for each in sources] + [EVENTS[1]], text)


def test_a_log_that_everybody_writes_to_names_nobody():
    """Application and System say nothing about the source, in whatever language."""
    for text in ("Log Name: System\nEvent ID: 4711", "Protokollname: System", "ログの名前: システム"):
        assert {"Hyper-V-VMMS", "Hyper-V-Worker"} == named(EVENTS, text)
