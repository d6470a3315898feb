"""kill -9 at five points of a removal: after the restart the request ends truthfully, and each checkpoint went once."""

import pytest

from bot.playground.slack.faults import ApiFault
from tests.end_to_end.house import House

VM = "SQL-PROD-01"
END = ["checkpoint.removed", "checkpoint.removed", "removal.merging", "removal.finished"]


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as built:
        built.start()
        yield built


def restart_and_finish(house):
    house.kill()
    house.host.let_go()
    house.start()
    house.progress("Finished")


def gone(house):
    return next(vm for vm in house.host_state().vms if vm.name == VM).checkpoints == []


def held_at(house, operation, moment):
    assert house.host.reached.wait(30), (operation, moment, house.trail())


def test_killed_between_confirmation_and_first_look(house):
    """What was committed with the confirmation is enough to go on."""
    house.plan(VM)  # so that the look held below is the work's own
    view = house.slack.workspace.modal("U0OLIVIA")
    house.host.hold("detail", "before")
    house.slack.people.submit("U0OLIVIA", view.id, {"vm_name": VM, "reason": "INC1"})
    held_at(house, "detail", "before")
    restart_and_finish(house)

    assert gone(house)
    assert house.events()[-4:] == END
    assert house.host.done.count("remove") == 2


def test_killed_after_the_start_before_the_host_was_asked(house):
    """The start is in the trail, nothing was removed yet: the restart asks."""
    house.host.hold("remove", "before")
    house.confirm(VM)
    held_at(house, "remove", "before")
    assert house.events()[-1] == "removal.started"
    restart_and_finish(house)

    assert gone(house)
    assert house.events().count("removal.started") == 1
    assert house.events()[-4:] == END
    assert house.host.done.count("remove") == 2


def test_killed_after_the_host_has_removed_before_it_could_say_so(house):
    """The restart looks before it acts: the first checkpoint is found gone and is not asked away a second time."""
    house.host.hold("remove", "after")
    house.confirm(VM)
    held_at(house, "remove", "after")
    removed_before = next(vm for vm in house.host_state().vms if vm.name == VM).checkpoints
    assert len(removed_before) == 1
    restart_and_finish(house)

    assert gone(house)
    assert house.events()[-4:] == END


def test_killed_while_the_disks_are_merging(house):
    """The merge goes on without us, and the restart follows it to its end."""
    house.confirm(VM)
    house.wait_for_event("removal.merging")
    restart_and_finish(house)

    assert gone(house)
    assert house.events()[-4:] == END
    assert house.host.done.count("remove") == 2


def test_killed_when_all_is_done_but_nobody_was_told(house):
    """The trail says finished; the message is put right by the next start."""
    house.slack.faults.fail("chat.update", ApiFault(status=500), times=500)
    house.confirm(VM)
    house.wait_for_event("removal.finished")
    house.kill()
    house.slack.faults.clear()
    house.start()
    house.progress("Finished")

    assert gone(house)
    assert house.events()[-4:] == END
