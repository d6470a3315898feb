"""A small world for the removal's tests: a real database, and a Hyper-V host of forty lines that does as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import HostError
from bot.gate import Gate
from bot.hyperv import RemovalOrder, RemovalResult, RemovalVerdict, Why
from bot.inventory import Checkpoint, HostInventory, Job, SnapshotType, Vm, VmDetail, VmStatus, Volume
from bot.people import Person, Place, Standing
from bot.preflight import RemovalRules
from bot.removals import Removals
from bot.settings import Settings, load
from bot.store import Store, open_store
from bot.values import ChannelId, CheckpointId, HostName, TeamId, UserId, VmId, VmName
from knowledge.languages import Language

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
GIB = 1024**3
VM_ID = VmId.parse("11111111-0000-0000-0000-000000000000")
OLD = CheckpointId.parse("aaaaaaaa-0000-0000-0000-000000000000")
OLDER = CheckpointId.parse("bbbbbbbb-0000-0000-0000-000000000000")
OLIVIA = Person(UserId("U0OLIVIA"), TeamId("T0HOME"), "Olivia", Standing.MEMBER, frozenset(), Language.EN)
JUN = replace(OLIVIA, user=UserId("U0JUNIOR"), name="Jun")
HERE = Place(ChannelId("C0BACKUP"), None, shared=False)

CONFIGURATION = """
[removal]
enabled = true
approvals = 0
[hosts.hv01]
address = "127.0.0.1"
username = 'LAB\\svc-hvbot'
password = { env = "HV01_PASSWORD" }
aliases = ["hyperv-a"]
[[grants]]
to = ["U0OLIVIA"]
may = ["list", "remove"]
hosts = ["hv*"]
vms = ["SQL*"]
"""


def settings(folder: Path, text: str = CONFIGURATION) -> Settings:
    """The configuration as a file would give it."""
    path = folder / "hvbot.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, {"HV01_PASSWORD": "secret"})


def checkpoint(id_: CheckpointId, days: float, kind: SnapshotType = SnapshotType.RECOVERY) -> Checkpoint:
    """One of one GiB, so many days old."""
    return Checkpoint(id_, f"BE_Snapshot_{id_[:4]}", kind, NOW - timedelta(days=days), None, GIB)


@dataclass
class FakeHyperV:
    """Holds one VM. `trouble` is asked before each operation and may raise; a removal is counted when it happens."""

    checkpoints: list[Checkpoint] = field(default_factory=lambda: [checkpoint(OLDER, 40), checkpoint(OLD, 20)])
    name: str = "SQL 01"
    trouble: Callable[[str], None] = lambda operation: None
    removed: list[CheckpointId] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    merging_looks: int = 0  # how many looks after a removal the merge takes
    verdict: RemovalVerdict | None = None
    lose_answer: HostError | None = None  # raised after the removal was done

    def __post_init__(self) -> None:
        self._merging = 0
        self._depth = 1 + len(self.checkpoints)

    def vm(self) -> Vm:
        """The VM as it is now."""
        return Vm(
            VM_ID, VmName(self.name), 2, (2,), clustered=False, replication_state=0, checkpoints=tuple(self.checkpoints)
        )

    def inventory(self, host: HostName, vm: VmName | None = None) -> HostInventory:
        """All that the host has."""
        self._begin("inventory")
        return HostInventory(host, NOW, (self.vm(),))

    def detail(self, host: HostName, vm_id: VmId) -> VmDetail:
        """With plenty of room."""
        self._begin("detail")
        return VmDetail(self.vm(), (Volume("C:\\", 900 * GIB, 1000 * GIB),), 2 * GIB, self._depth, fork_commit=False)

    def status(self, host: HostName, vm_id: VmId, ids: tuple[CheckpointId, ...]) -> VmStatus:
        """Each look brings the merge one step on."""
        self._begin("status")
        merging = self._merging > 0
        self._merging = max(0, self._merging - 1)
        there = frozenset(item.id for item in self.checkpoints) & frozenset(ids)
        jobs = (Job(type=50, percent=50),) if merging else ()
        return VmStatus(VM_ID, VmName(self.name), 2, (2,), there, jobs, self._depth)

    def remove(self, host: HostName, order: RemovalOrder) -> RemovalResult:
        """Takes the checkpoint away, unless told otherwise."""
        self._begin("remove")
        if self.verdict is not None:
            return RemovalResult(self.verdict, Why.NONE, "OperationFailed", None, "said no")
        if order.checkpoint_id not in {item.id for item in self.checkpoints}:
            return RemovalResult(RemovalVerdict.GONE, Why.NONE, "", None, "")
        self.checkpoints = [item for item in self.checkpoints if item.id != order.checkpoint_id]
        self.removed.append(order.checkpoint_id)
        self._depth -= 1
        self._merging = self.merging_looks
        if self.lose_answer is not None:
            lost, self.lose_answer = self.lose_answer, None
            raise lost
        return RemovalResult(RemovalVerdict.ASKED, Why.NONE, "", None, "")

    def _begin(self, operation: str) -> None:
        self.operations.append(operation)
        self.trouble(operation)


@dataclass
class FakeQueue:
    """Remembers what was put to work."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    def enqueue(self, session: object, request: str, host: str) -> None:
        """As the engine does, inside the caller's transaction."""
        self.taken.append((request, host))


@dataclass
class World:
    """Everything of one test, with a clock that stands still until it is moved."""

    store: Store
    settings: Settings
    hyperv: FakeHyperV
    queue: FakeQueue
    removals: Removals
    now: datetime = NOW

    def clock(self) -> datetime:
        """The test's time."""
        return self.now

    def events(self) -> list[tuple[str, str]]:
        """The trail so far: event and outcome."""
        with self.store.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT event, outcome FROM audit_event ORDER BY id")
            return [(row[0], row[1]) for row in rows]


def build(folder: Path, hyperv: FakeHyperV | None = None, text: str = CONFIGURATION) -> World:
    """A world on a fresh database in `folder`."""
    hyperv, queue = hyperv or FakeHyperV(), FakeQueue()
    known = settings(folder, text)
    store = open_store(f"sqlite:///{folder / 'hvbot.db'}")
    rules = RemovalRules(known.removal.min_age, known.removal.name_pattern)
    world = World(store, known, hyperv, queue, None)  # type: ignore[arg-type]  # set below, it needs the world's clock
    gate = Gate(known, store, world.clock)
    world.removals = Removals(gate, hyperv, rules, lambda: queue)  # type: ignore[arg-type]  # the fake has its methods
    return world
