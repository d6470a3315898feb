"""The disk becomes full in the middle of a removal: the program ends itself, and the next start tells the truth."""

import resource

import pytest

from tests.end_to_end.house import House

VM = "SQL-PROD-01"
END = ["checkpoint.removed", "checkpoint.removed", "removal.merging", "removal.finished"]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can limit another process")
def test_the_disk_becomes_full_after_the_host_has_removed(tmp_path):
    """No entry can say what the host did: nothing is guessed, and with room again the request ends in a whole trail."""
    with House(tmp_path) as house:
        house.start()
        house.host.hold("remove", "after")
        house.confirm(VM)
        assert house.host.reached.wait(30), house.trail()
        before = house.events()
        written = house.database.with_name("hvbot.db-wal").stat().st_size
        # A limit on the size of its files stands for the disk that is full.
        resource.prlimit(house._process.pid, resource.RLIMIT_FSIZE, (written, written))
        house.host.let_go()

        assert house._process.wait(60) == 70
        assert house.events() == before
        house.slack.wait_for(lambda: house.slack.hub.connections == 0, timeout=60)
        house.start()
        house.progress("Finished")

        assert house.events()[len(before) :] == END
        assert next(vm for vm in house.host_state().vms if vm.name == VM).checkpoints == []
        assert house.command("audit", "verify").returncode == 0
