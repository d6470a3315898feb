"""The one way in: names become hosts the person may see, rights become proofs, and every refusal becomes a row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Unpack

from bot.audit import About, Entry, Event, Outcome
from bot.errors import BadInput, Ref, Refused, TrailError
from bot.hyperv import SimilarNames
from bot.people import Person, Place, Standing
from bot.policy import Allowed, Right, decide
from bot.settings import Settings
from bot.store import Store
from bot.trail import Trail
from bot.values import HostName, InvalidValue, VmName


@dataclass(frozen=True)
class Gate:
    """Judges each click anew. `store` is None when the database could not be opened: then only codes are explained."""

    settings: Settings
    store: Store | None
    clock: Callable[[], datetime]

    def opened(self) -> Store:
        """No entry, no action. Raises TrailError."""
        if self.store is None:
            raise TrailError(Ref.TRAIL_UNWRITABLE, detail="start")
        return self.store

    @property
    def trail(self) -> Trail:
        """The trail of the opened database. Raises TrailError."""
        return Trail(self.opened(), self.clock)

    def host(self, person: Person, place: Place, text: str) -> HostName:
        """The configured host of that name or alias. Unknown and forbidden look the same: Refused(HOST_UNKNOWN)."""
        host = self.settings.host(text)
        with self.refusals(person, place, host=host, detail={"right": Right.LIST.value}):
            _fit_to_act(person, place)
            if host is None or not self.allows(person, Right.LIST, host):
                raise Refused(Ref.HOST_UNKNOWN, host=text[:100])
        return host

    def vm(self, person: Person, place: Place, host: HostName, text: str) -> VmName:
        """The name as typed, if the person may see a VM of that name: Refused(VM_UNKNOWN) as if it did not exist."""
        try:
            vm = VmName.parse(text)
        except InvalidValue as error:
            raise BadInput(Ref.VM_UNKNOWN, host=host, vm=text[:100]) from error
        with self.refusals(person, place, host=host, vm=vm, detail={"right": Right.LIST.value}):
            if not self.allows(person, Right.LIST, host, vm):
                raise Refused(Ref.VM_UNKNOWN, host=host, vm=vm)
        return vm

    def permit(
        self, person: Person, place: Place, right: Right, host: HostName | None = None, vm: VmName | None = None
    ) -> None:
        """Raises Refused unless the person has the right."""
        with self.refusals(person, place, host=host, vm=vm, detail={"right": right.value}):
            _fit_to_act(person, place)
            if not self.allows(person, right, host, vm):
                raise Refused(Ref.NOT_ALLOWED, detail=right.value)

    def allows(self, person: Person, right: Right, host: HostName | None, vm: VmName | None = None) -> bool:
        """Whether to offer something; it is judged again when the person takes the offer."""
        return isinstance(decide(self.settings.grants, person, right, host, vm), Allowed)

    def similar(self, person: Person, error: SimilarNames) -> BadInput:
        """The same error with the names that the person may know of; without any, the VM is simply unknown."""
        host, vm = error.host, error.vm
        names = tuple(name for name in error.names if self.allows(person, Right.LIST, host, name))
        return SimilarNames(host, vm, names) if names else BadInput(Ref.VM_UNKNOWN, host=host, vm=vm)

    @contextmanager
    def refusals(self, person: Person, place: Place, **about: Unpack[About]) -> Iterator[None]:
        """Writes `access.refused` for a Refused that leaves the block, in a transaction of its own; lets it pass."""
        try:
            yield
        except Refused as refusal:
            about["detail"] = {"ref": refusal.ref.value, **about.get("detail", {})}
            if self.store is not None:
                self.trail.record(said_by(person, place, Event.ACCESS_REFUSED, Outcome.REFUSED, **about))
            raise


def said_by(person: Person, place: Place, event: Event, outcome: Outcome, **about: Unpack[About]) -> Entry:
    """The trail's entry of something that this person did at this place."""
    return signed(person, place, Entry(event=event, outcome=outcome, actor="system", **about))


def signed(person: Person, place: Place, entry: Entry) -> Entry:
    """The entry as of something that this person did at this place."""
    return replace(entry, actor=person.user, actor_name=person.name, team=person.team, channel=place.channel)


def _fit_to_act(person: Person, place: Place) -> None:
    if person.standing is not Standing.MEMBER:
        raise Refused(Ref.NOT_A_MEMBER)
    if place.shared:
        raise Refused(Ref.CHANNEL_SHARED)
