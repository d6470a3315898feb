from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import Person, Standing
from bot.policy import Allowed, Denied, Right, Rule, decide
from bot.values import GroupId, HostName, TeamId, UserId, VmName
from knowledge.languages import Language

OLIVIA = Person(
    UserId("U0OLIVIA"), TeamId("T0HOME"), "Olivia", Standing.MEMBER, frozenset({GroupId("S0OPS")}), Language.EN
)
HV01 = HostName("hv01")


@dataclass(frozen=True)
class Grant:
    to: frozenset[str] = frozenset({"U0OLIVIA"})
    may: frozenset[Right] = frozenset({Right.LIST})
    hosts: tuple[str, ...] = ("hv*",)
    vms: tuple[str, ...] = ("*",)
    extra: str = field(default="", compare=False)


def test_without_a_grant_nothing_is_allowed():
    """Deny by default."""
    assert decide([], OLIVIA, Right.LIST, HV01) == Denied(Rule.NO_GRANT)


@pytest.mark.parametrize("grant", [Grant(), Grant(to=frozenset({"S0OPS"}))])
def test_a_grant_reaches_a_person_by_user_or_by_group(grant):
    """Either id in `to` is enough, and the decision names the grant."""
    decision = decide([Grant(to=frozenset({"U0OTHER"})), grant], OLIVIA, Right.LIST, HV01, VmName("SQL 01"))

    assert isinstance(decision, Allowed)
    assert decision.grant == 2


@pytest.mark.parametrize("standing", [item for item in Standing if item is not Standing.MEMBER])
def test_only_members_can_have_rights(standing):
    """Guests, outsiders, bots and deactivated users have none, whatever a grant says."""
    assert isinstance(decide([Grant()], replace(OLIVIA, standing=standing), Right.LIST, HV01), Denied)


@pytest.mark.parametrize(
    ("grant", "right", "host", "vm"),
    [
        (Grant(), Right.REMOVE, "hv01", "A"),
        (Grant(hosts=("hv02",)), Right.LIST, "hv01", "A"),
        (Grant(vms=("WEB*",)), Right.LIST, "hv01", "web-1"),
        (Grant(vms=()), Right.LIST, "hv01", "A"),
        (Grant(may=frozenset({Right.REMOVE})), Right.REMOVE_STANDARD, "hv01", "A"),
    ],
)
def test_every_part_of_a_grant_must_fit(grant, right, host, vm):
    """Another right, host or VM is not covered; VM names are compared exactly."""
    assert isinstance(decide([grant], OLIVIA, right, HostName(host), VmName(vm)), Denied)


def test_only_star_and_question_mark_are_patterns():
    """Brackets belong to the name: `SQL[12]` opens that VM, not SQL1 and SQL2."""
    grants = [Grant(vms=("SQL[12]",))]

    assert isinstance(decide(grants, OLIVIA, Right.LIST, HV01, VmName("SQL1")), Denied)
    assert isinstance(decide(grants, OLIVIA, Right.LIST, HV01, VmName("SQL[12]")), Allowed)


@given(st.text(max_size=30))
def test_a_vm_name_is_data_for_the_pattern(name):
    """A name made of pattern characters only fits what the pattern really covers."""
    assert isinstance(decide([Grant(vms=("exactly-this",))], OLIVIA, Right.LIST, HV01, VmName(name)), Denied)
