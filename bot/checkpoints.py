"""Seeing checkpoints: read a host, say how each checkpoint is to be read, and remember what a button stands for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete

from bot.audit import Event, Outcome
from bot.errors import HvbotError, Ref, Refused
from bot.gate import Gate, said_by
from bot.hyperv import HyperV, SimilarNames
from bot.inventory import Checkpoint, HostInventory, Vm
from bot.models import ListingEntry
from bot.people import Person, Place
from bot.policy import Right
from bot.preflight import Reading, RemovalRules, read
from bot.values import EntryId, HostName, VmId, VmName, utc_text

_BUTTONS_LIVE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class VmListing:
    """One VM as listed. `entry` is what a Remove button carries, None where there is nothing to remove or no right."""

    vm: Vm
    checkpoints: tuple[tuple[Checkpoint, Reading], ...]
    entry: EntryId | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one person may see of one host at `read_at` (the host's clock, UTC)."""

    host: HostName
    read_at: datetime
    vms: tuple[VmListing, ...]
    without: int  # VMs left out because they have no checkpoint


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The use case of `/hv-checkpoints list`."""

    gate: Gate
    hyperv: HyperV
    rules: RemovalRules

    def list(self, person: Person, place: Place, host_text: str, vm_text: str | None, *, everything: bool) -> Listing:
        """Reads the host; `everything` adds VMs without checkpoints. Raises HvbotError; takes as long as the host."""
        host = self.gate.host(person, place, host_text)
        vm = self.gate.vm(person, place, host, vm_text) if vm_text is not None else None
        store = self.gate.opened()
        try:
            inventory = self.hyperv.inventory(host, vm)
        except HvbotError as error:
            fault = {"ref": error.ref.value}
            failed = said_by(person, place, Event.CHECKPOINTS_LISTED, Outcome.FAILED, host=host, vm=vm, detail=fault)
            self.gate.trail.record(failed)
            if isinstance(error, SimilarNames):
                raise self.gate.similar(person, error) from error
            raise
        seen = tuple(item for item in inventory.vms if self.gate.allows(person, Right.LIST, host, item.name))
        shown = tuple(item for item in seen if item.checkpoints or everything or vm is not None)
        listings = tuple(self._listing(person, host, item, inventory) for item in shown)
        with store.writing() as session:
            now = self.gate.clock()
            session.exec(delete(ListingEntry).where(col(ListingEntry.listed_at) < utc_text(now - _BUTTONS_LIVE)))
            for entry, item in ((listing.entry, listing.vm) for listing in listings if listing.entry):
                button = ListingEntry(
                    id=entry, host=host, vm_id=item.id, vm_name=item.name, listed_at=utc_text(now), for_user=person.user
                )
                session.add(button)
        counted = {"vms": len(shown), "checkpoints": sum(len(item.checkpoints) for item in shown)}
        listed = said_by(person, place, Event.CHECKPOINTS_LISTED, Outcome.OK, host=host, vm=vm, detail=counted)
        self.gate.trail.record(listed)
        return Listing(host, inventory.read_at, listings, len(seen) - len(shown))

    def entry(self, entry: EntryId) -> tuple[HostName, VmId, VmName]:
        """What a Remove button stands for. Raises Refused(CLICK_TOO_OLD) once the list is a week old."""
        with self.gate.opened().reading() as session:
            row = session.get(ListingEntry, entry)
        if row is None:
            raise Refused(Ref.CLICK_TOO_OLD)
        return row.host, row.vm_id, row.vm_name

    def _listing(self, person: Person, host: HostName, vm: Vm, inventory: HostInventory) -> VmListing:
        removable = any(self.rules.ours(checkpoint) for checkpoint in vm.checkpoints)
        may = removable and self.gate.allows(person, Right.REMOVE, host, vm.name)
        return VmListing(vm, read(vm, self.rules, inventory.read_at), EntryId.new() if may else None)
