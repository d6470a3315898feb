"""Seeing checkpoints: read a host, say how each checkpoint is to be read, and remember what a button stands for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete

from bot import audit
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
            self._record(person, place, host, vm, Outcome.FAILED, {"ref": error.ref.value})
            if isinstance(error, SimilarNames) and vm is not None:
                raise self.gate.similar(person, host, vm, error) from error
            raise
        seen = tuple(item for item in inventory.vms if self.gate.allows(person, Right.LIST, host, item.name))
        shown = tuple(item for item in seen if item.checkpoints or everything or vm is not None)
        listings = tuple(self._listing(person, host, item, inventory) for item in shown)
        with store.writing() as session:
            now = self.gate.clock()
            session.exec(delete(ListingEntry).where(col(ListingEntry.listed_at) < utc_text(now - _BUTTONS_LIVE)))
            for listing in listings:
                if listing.entry is not None:
                    session.add(
                        ListingEntry(
                            id=listing.entry,
                            host=host,
                            vm_id=listing.vm.id,
                            vm_name=listing.vm.name,
                            listed_at=utc_text(now),
                            for_user=person.user,
                        )
                    )
        counted = sum(len(item.checkpoints) for item in shown)
        self._record(person, place, host, vm, Outcome.OK, {"vms": len(shown), "checkpoints": counted})
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

    def _record(
        self,
        person: Person,
        place: Place,
        host: HostName,
        vm: VmName | None,
        outcome: Outcome,
        detail: dict[str, object],
    ) -> None:
        entry = said_by(person, place, Event.CHECKPOINTS_LISTED, outcome, host=host, vm=vm, detail=detail)
        with self.gate.opened().writing() as session:
            audit.append(session, entry, self.gate.clock())
