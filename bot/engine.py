"""The durable engine: the only file that knows DBOS. It makes the steps of the removal flow survive a crash.

Request and approval are rows of ours; enqueueing joins the transaction that approves. Configuration and shape are the
measured ones: IMMEDIATE transactions, WAL, JSON instead of pickle, a pinned version, one removal per host at a time.
"""

import logging
import os
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, SQLAlchemyDatasource, error
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from bot.errors import TrailError
from bot.removal_flow import Fact, Seen, removal_1
from bot.removal_work import RemovalWork
from bot.store import Store, take_write_lock
from bot.values import HostName, RequestId

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)

_APPLICATION = "hvbot"
_QUEUE = "hosts"
_FLOW_VERSION = "flow-1"  # never derived from the source: a changed comment would strand waiting requests
_ALIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
_LOST = (SQLAlchemyError, TrailError)
_ENGINE_CANNOT_WRITE = 70  # EX_SOFTWARE: the supervisor restarts, and the restart resumes


class Engine:
    """Runs approved requests, each host's one after the other. One per process: DBOS itself is a singleton."""

    def __init__(self, store: Store, work: RemovalWork, executor: str) -> None:
        """`executor` names this process for good: constant on SQLite, stable and unique per replica on PostgreSQL."""
        self._store, self._work = store, work
        self._serializer = DBOSPortableJSONSerializer()
        logging.getLogger("dbos").addHandler(_ExitOnLostWrite())
        DBOS(
            config={
                "name": _APPLICATION,
                "system_database_url": store.url,
                "system_database_engine": store.engine,
                "serializer": self._serializer,
                "executor_id": executor,
                "application_version": _FLOW_VERSION,
                "log_level": "WARNING",
            }
        )
        self._client: DBOSClient | None = None
        sessions = sessionmaker(class_=Session, expire_on_commit=False)
        datasource = SQLAlchemyDatasource.create(
            store.url, engine=store.engine, serializer=self._serializer, sessionmaker=sessions
        )
        _register(_DurableSteps(work, datasource, store.transaction_isolation), work)

    def launch(self) -> None:
        """Resumes what an earlier process left and begins to take what is enqueued."""
        DBOS.launch()
        DBOS.register_queue(_QUEUE, partition_concurrency=1)
        self._client = DBOSClient(
            system_database_url=self._store.url,
            system_database_engine=self._store.engine,
            serializer=self._serializer,
            application_name=_APPLICATION,
        )
        self.settle_stranded()

    def enqueue(self, session: Session, request: RequestId, host: HostName) -> None:
        """Puts the approved request to work when, and only when, the session's transaction commits."""
        if self._client is None:
            raise RuntimeError("enqueue before launch")
        flow = str(request)
        self._client.enqueue_in_transaction(
            session,
            {"workflow_name": "removal_1", "queue_name": _QUEUE, "workflow_id": flow, "queue_partition_key": str(host)},
            flow,
        )

    def settle_stranded(self) -> None:
        """Ends requests at work whose workflow is not: somebody cancelled it in the engine, or its sequence changed."""
        waiting = [request.id for request in self._work.at_work()]
        if not waiting:
            return
        known = DBOS.list_workflows(workflow_ids=[str(request) for request in waiting], load_input=False)
        alive = {workflow.workflow_id for workflow in known if workflow.status in _ALIVE}
        for request in waiting:
            if request not in alive:
                _log.error("request %s has no live workflow: it ends as failed, outcome unknown", request)
                self._work.give_up(request)

    def stop(self) -> None:
        """Takes nothing new; what runs is resumed by the next start. The process must end by os._exit afterwards."""
        DBOS.destroy(destroy_registry=True)


class _DurableSteps:
    """The flow's steps as DBOS steps: what a step returned once is never asked of the world again."""

    def __init__(self, work: RemovalWork, datasource: SQLAlchemyDatasource, isolation: str) -> None:
        def record(request: RequestId, fact: str, position: int, seen: Seen) -> bool:
            session = cast(Session, datasource.sql_session())
            take_write_lock(session)
            return work.record(session, request, Fact(fact), position, seen)

        # State, row of the trail and the note that the step is done are one transaction.
        self.record = datasource.transaction(name="record", isolation_level=cast(Any, isolation))(record)
        self.look = _step("look", work.look)
        self.ask = _step("ask", work.ask)
        self.watch = _step("watch", work.watch)
        self.tell = _step("tell", work.tell)


def _step(name: str, effect: Callable[P, R]) -> Callable[P, R]:
    """A step that runs at least once; its result is stored under the flow's own sequence."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        # Inside of the step, or its failure would be stored as its result.
        return DBOS.run_step({"name": name}, _or_exit(effect), *args, **kwargs)

    return run


def _or_exit(effect: Callable[P, R]) -> Callable[P, R]:
    """What the database does not take leaves open how the request stands, and the next start resumes it."""

    @wraps(effect)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return effect(*args, **kwargs)
        except _LOST:
            _log.critical("the database cannot be used, so the outcome of %s is open: exit", args, exc_info=True)
            os._exit(_ENGINE_CANNOT_WRITE)

    return run


def _register(steps: _DurableSteps, work: RemovalWork) -> None:
    @DBOS.workflow(name="removal_1", max_recovery_attempts=None)
    @_or_exit
    def run(request: str) -> str:
        try:
            return removal_1(steps, RequestId(request))
        except (*_LOST, error.DBOSException):
            raise  # the engine is stopping, or holds the sequence to be another one: `settle_stranded` ends it
        except Exception:  # noqa: BLE001  a mistake of ours would come again at each replay; the request must end
            _log.exception("the work on %s broke off", request)
            work.give_up(RequestId(request))
            return "broke-off"


class _ExitOnLostWrite(logging.Handler):
    """If the very last write of a workflow fails, DBOS only logs it and the host's slot stays taken until a restart."""

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        if "background workflow" in record.getMessage() and isinstance(fault, SQLAlchemyError):
            _log.critical("the engine cannot go on here: exit, and the next start resumes", exc_info=record.exc_info)
            os._exit(_ENGINE_CANNOT_WRITE)
