"""Where every listener of ours begins and ends: acknowledged in time, judged afresh, never ended in silence."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient

from bot.audit import Entry, Event, Outcome
from bot.errors import HostError, HvbotError, Ref, Refused
from bot.people import Person, Place, Standing
from bot.services import Services
from bot.values import ChannelId, GroupId, TeamId
from bot.wording import tell
from handlers.calls import Call
from handlers.memory import Memory
from handlers.notices import Notices
from handlers.people import Home, People, home_of
from handlers.replies import Reply, View, error_view
from handlers.slack import SLACK_FAULTS, word
from knowledge.languages import Language

RECEIVED = "x-hvbot-received"  # header of a payload: time.monotonic() of its receipt, set by the socket

_log = logging.getLogger("hvbot.slack")
_LATE = 2.5  # seconds; after three Slack tells the person that it failed
_JOBS = 32
_QUICK = 2  # seconds for a look-up that a click waits for


@dataclass(frozen=True, kw_only=True)
class Asked(Reply):
    """A call by a person whom Slack knows, with the ways back. `place.channel` is empty for forms."""

    desk: "Desk"
    person: Person
    place: Place


Work: TypeAlias = Callable[[Asked], None]
Opening: TypeAlias = Callable[[Call, Language], View | None]
Listener: TypeAlias = Callable[[Ack, BoltRequest], None]


class Desk:
    """Makes Bolt listeners of our functions, one desk per app. `close` it when the sockets are closed."""

    def __init__(self, app: App, services: Services, notices: Notices) -> None:
        self.app = app
        self.services = services
        self.notices = notices
        self.stopping = threading.Event()
        self.memory = Memory(services.store, services.clock)
        groups = {GroupId(to) for grant in services.settings.grants for to in grant.to if to.startswith("S")}
        quick = WebClient(app.client.token, base_url=app.client.base_url, timeout=_QUICK, retry_handlers=[])
        self.people = People(quick, groups)
        self._jobs = ThreadPoolExecutor(_JOBS, thread_name_prefix="slack-job")

    def language(self, user: str) -> Language:
        """The configured language, else the person's own as last looked up; English before we know them."""
        return self.services.settings.slack.language or self.people.languages.get(user, Language.EN)

    def answer(
        self, work: Work, opening: Opening | None = None, *, anyone: bool = False, commits: Collection[str] = ()
    ) -> Listener:
        """For what reads or shows something: acknowledged at once, the work follows on the jobs' threads.

        `opening` may give a form to open before anything is looked up, because a trigger lives three seconds.
        `anyone` lets the work happen, without any right, even when Slack does not say who it is. A command whose first
        word is among `commits` is a decision.
        """
        decision = self.decision(work)

        def listener(ack: Ack, request: BoltRequest) -> None:
            call = Call.model_validate(request.body)
            if call.text.partition(" ")[0].lower() in commits:
                decision(ack, request)
                return
            late = _late(request)
            ack()
            self.later(self._serve, call, request, late, work, opening, anyone)

        return listener

    def decision(self, work: Work, fields: Mapping[Ref, str] | None = None) -> Listener:
        """For what must not get lost: acknowledged only when `work` has committed or refused.

        In a form an error that names its `field`, or whose Ref is in `fields`, is shown at the block of that id; others
        take the form's place.
        """

        def decide(call: Call, request: BoltRequest) -> None:
            # Slack has told the person that it failed, and they may have done it again.
            if _late(request):
                raise Refused(Ref.CLICK_TOO_OLD)
            work(self.ask(call, home_of(request.context)))

        def listener(ack: Ack, request: BoltRequest) -> None:
            call = Call.model_validate(request.body)
            fault = _fault(decide, call, request) if self.memory.claim(call.trigger_id) else None
            error = self.failure(call, fault) if fault else None
            if error is None:
                ack()
            elif request.body.get("type") != "view_submission":
                ack()
                self.later(self.reply(call).refuse, error)
            elif fields and (block := error.facts.get("field") or fields.get(error.ref)):
                told = tell(error, self.language(call.user))
                ack(response_action="errors", errors={block: f"{told.what} {told.step}"})
            else:
                ack(response_action="update", view=error_view(error, self.language(call.user)))

        return listener

    def later(self, work: Callable[..., object], *arguments: object) -> None:
        """Runs on the jobs' threads; the work tells people about its own errors, anything else goes to the log."""

        def logged() -> None:
            try:
                work(*arguments)
            except Exception:  # noqa: BLE001  a pool swallows what nobody waits for
                _log.exception("a piece of work failed")

        self._jobs.submit(logged)

    def close(self) -> None:
        """Waits for the work in hand, each piece of which ends by its own deadline."""
        self._jobs.shutdown(wait=True)

    def ask(self, call: Call, home: Home, *, anyone: bool = False, view_id: str = "") -> Asked:
        """Looks up who and where. Raises Refused(IDENTITY_UNSURE) unless `anyone` will do."""
        try:
            person = self.people.person(call.user, call.claimed_team, home)
        except Refused:
            if not anyone:
                raise
            team, language = call.claimed_team or TeamId(""), self.language(call.user)
            person = Person(call.user, team, call.user, Standing.OUTSIDER, frozenset(), language)
        place = self.people.place(call.channel, call.thread)
        return Asked(self.app.client, call, self.language(call.user), view_id, desk=self, person=person, place=place)

    def reply(self, call: Call, view_id: str = "") -> Reply:
        """The ways back to a person who is not looked up yet."""
        return Reply(self.app.client, call, self.language(call.user), view_id)

    def failure(self, call: Call, error: Exception) -> HvbotError:
        """The error as one that a person can be told; an unexpected one goes to the log under a number."""
        if not isinstance(error, HvbotError):
            number = secrets.token_hex(4)
            _log.error("failed with number %s", number, exc_info=error)
            return HvbotError(Ref.INTERNAL, detail=number)
        if isinstance(error, HostError):
            _log.warning("%s: %s", error, error.log)
        if error.ref in {Ref.CLICK_TOO_OLD, Ref.IDENTITY_UNSURE} and self.services.store is not None:
            # These two are refused before any rule is asked, so nobody else writes their rows.
            entry = Entry(
                event=Event.ACCESS_REFUSED,
                outcome=Outcome.REFUSED,
                actor=call.user,
                team=call.claimed_team or None,
                channel=ChannelId(call.channel) if call.channel else None,
                detail={"ref": error.ref.value},
            )
            try:
                self.services.gate.trail.record(entry)
            except HvbotError as fault:
                _log.warning("a refusal is not in the trail: %s", fault)
        return error

    def _serve(
        self, call: Call, request: BoltRequest, late: bool, work: Work, opening: Opening | None, anyone: bool
    ) -> None:
        views = [""]

        def begin() -> None:
            if late or self.stopping.is_set():
                raise Refused(Ref.CLICK_TOO_OLD if late else Ref.RESTARTING)
            if opening and (view := opening(call, self.language(call.user))):
                views.append(self._open(call, view))

        def go_on() -> None:
            work(self.ask(call, home_of(request.context), anyone=anyone, view_id=views[-1]))

        fault = _fault(begin)
        # The disk is asked after the form is open, for its trigger does not wait.
        if self.memory.claim(call.trigger_id) and (fault := fault or _fault(go_on)):
            self.reply(call, views[-1]).refuse(self.failure(call, fault))

    def _open(self, call: Call, view: View) -> str:
        try:
            return str(self.app.client.views_open(trigger_id=call.trigger_id, view=view)["view"]["id"])
        except SLACK_FAULTS as error:
            _log.warning("no form for %s: %s", call.user, word(error))
            raise Refused(Ref.CLICK_TOO_OLD) from error


def _late(request: BoltRequest) -> bool:
    return time.monotonic() - float(request.headers[RECEIVED][0]) > _LATE


def _fault(work: Callable[..., object], *arguments: object) -> Exception | None:
    try:
        work(*arguments)
    except Exception as error:  # noqa: BLE001  every listener ends in an answer
        return error
    return None
