"""Where every listener of ours begins and ends: acknowledged in time, judged afresh, never ended in silence."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot import audit
from bot.audit import Entry, Event, Outcome
from bot.errors import HostError, HvbotError, Ref, Refused
from bot.people import Person, Place, Standing
from bot.services import Services
from bot.telling import tell
from bot.values import ChannelId, GroupId, TeamId, UserId
from handlers import calls
from handlers.calls import Body, Call
from handlers.middleware import LATE, Deliveries, delivery_key
from handlers.people import Home, People
from handlers.replies import Form, Reply, View, error_view
from handlers.slack_faults import SLACK_FAULTS, word
from knowledge.languages import Language

_log = logging.getLogger("hvbot.slack")
_JOBS = 32
_QUICK = 2  # seconds for a look-up that a click waits for


@dataclass(frozen=True)
class Asked:
    """A call by a person whom Slack knows. `place.channel` is empty for forms."""

    person: Person
    place: Place
    reply: Reply
    call: Call
    form: Form | None = None  # already open, where the listener has an `opening`

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.reply.language


Work: TypeAlias = Callable[[Asked], None]
Opening: TypeAlias = Callable[[Call, Language], View | None]
Listener: TypeAlias = Callable[[Ack, dict[str, Any], BoltContext], None]


class Desk:
    """Makes Bolt listeners of our functions, one desk per app. `close` it when the sockets are closed."""

    def __init__(self, app: App, services: Services, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.services = services
        self.client = app.client
        self.stopping = threading.Event()
        self.deliveries = Deliveries(services.store, services.clock)
        self.people = People(_quick(app.client), _groups(services), monotonic)
        self._monotonic = monotonic
        self._jobs = ThreadPoolExecutor(_JOBS, thread_name_prefix="slack-job")

    def language(self, person: Person | None) -> Language:
        """The configured language, else the person's own; English before we know them."""
        return self.services.settings.slack.language or (person.language if person else Language.EN)

    def command(
        self,
        work: Work,
        opening: Opening | None = None,
        *,
        anyone: bool = False,
        commits: Collection[str] = (),
    ) -> Listener:
        """For slash commands: acknowledged at once, the work follows on the jobs' threads.

        `opening` may give a form to open before anything is looked up, because a trigger lives three seconds.
        `anyone` lets the work happen, without any right, even when Slack does not say who it is. A first word among
        `commits` is acknowledged only when its work is done.
        """
        at_once = self._at_once(calls.of_command, work, opening, anyone=anyone)

        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            call = calls.of_command(body)
            if call.text.partition(" ")[0].lower() not in commits:
                at_once(ack, body, context)
                return
            self._serve(call, context, self._late(context), work, None, anyone)
            ack()

        return listener

    def action(self, work: Work, opening: Opening | None = None, *, anyone: bool = False) -> Listener:
        """For buttons that read or show something: acknowledged at once, `opening` and `anyone` as for commands."""
        return self._at_once(calls.of_click, work, opening, anyone=anyone)

    def shortcut(self, work: Work) -> Listener:
        """For message shortcuts, which are open to everyone: acknowledged at once."""
        return self._at_once(calls.of_shortcut, work, None, anyone=True)

    def decision(self, work: Work) -> Listener:
        """For buttons that must not get lost: acknowledged only when `work` has committed or refused."""

        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            call = calls.of_click(body)
            error = self._attempt(call, lambda: work(self.ask(call, self._in_time(context))))
            ack()
            if error is not None:
                self.later(self.reply(call, self._guess(call)).refuse, error)

        return listener

    def submission(self, work: Callable[[Asked], View | None], fields: Mapping[Ref, str]) -> Listener:
        """For forms: acknowledged only when `work` has committed; it gives the view that follows, None to close.

        An error whose Ref is in `fields` is shown at the block of that id and leaves the form as it is.
        """

        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            call, following = calls.of_view(body), list[View | None]()
            error = self._attempt(call, lambda: following.append(work(self.ask(call, self._in_time(context)))))
            if error is not None and error.ref in fields:
                ack(response_action="errors", errors={fields[error.ref]: _in_one_line(error, self._guess(call))})
            elif error is not None:
                ack(response_action="update", view=error_view(error, self._guess(call)))
            elif following[0] is not None:
                ack(response_action="update", view=following[0])
            else:
                ack()

        return listener

    def later(self, work: Callable[..., object], *arguments: object) -> None:
        """Runs on the jobs' threads; the work tells people about its own errors, anything else goes to the log."""
        self._jobs.submit(_logged, work, *arguments)

    def close(self) -> None:
        """Waits for the work in hand, each piece of which ends by its own deadline."""
        self._jobs.shutdown(wait=True)

    def ask(self, call: Call, home: Home, *, anyone: bool = False) -> Asked:
        """Looks up who and where. Raises Refused(IDENTITY_UNSURE) unless `anyone` will do."""
        try:
            person = self.people.person(call.user, call.claimed_team, home)
        except Refused:
            if not anyone:
                raise
            person = _stranger(call, self.language(None))
        place = self.people.place(call.channel, call.thread)
        return Asked(person, place, replace(self.reply(call, self.language(person)), place=place), call)

    def reply(self, call: Call, language: Language) -> Reply:
        """The ways back to the person, before anything is looked up."""
        place = Place(ChannelId(call.channel), call.thread, shared=True) if call.channel else None
        return Reply(self.client, UserId(call.user), place, language, call.response_url, call.root)

    def failure(self, call: Call, error: Exception) -> HvbotError:
        """The error as one that a person can be told; an unexpected one goes to the log under a number."""
        if not isinstance(error, HvbotError):
            number = secrets.token_hex(4)
            _log.error("failed with number %s", number, exc_info=error)
            return HvbotError(Ref.INTERNAL, detail=number)
        if isinstance(error, HostError):
            _log.warning("%s: %s", error, error.log)
        if error.ref in {Ref.CLICK_TOO_OLD, Ref.IDENTITY_UNSURE}:
            self._record_refusal(call, error)
        return error

    def _at_once(
        self, unpack: Callable[[Body], Call], work: Work, opening: Opening | None, *, anyone: bool
    ) -> Listener:
        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            late = self._late(context)
            ack()
            self.later(self._serve, unpack(body), context, late, work, opening, anyone)

        return listener

    def _serve(
        self, call: Call, context: BoltContext, late: bool, work: Work, opening: Opening | None, anyone: bool
    ) -> None:
        forms: list[Form] = []

        def begin() -> None:
            if late or self.stopping.is_set():
                raise Refused(Ref.CLICK_TOO_OLD if late else Ref.RESTARTING)
            forms.extend(self._opened(call, opening))

        def serve() -> None:
            asked = self.ask(call, home_of(context), anyone=anyone)
            work(replace(asked, form=forms[0] if forms else None))

        error = self._attempt(call, begin)
        # The disk is asked after the form is open, for its trigger does not wait.
        key = delivery_key(call.body)
        if key is not None and not self.deliveries.claim(key):
            return
        error = error or self._attempt(call, serve)
        if error is not None:
            (forms[0] if forms else self.reply(call, self._guess(call))).refuse(error)

    def _attempt(self, call: Call, work: Callable[[], object]) -> HvbotError | None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  every listener ends in an answer
            return self.failure(call, error)
        return None

    def _in_time(self, context: BoltContext) -> Home:
        """Nothing late is acted on: Slack has told the person that it failed, and they may have done it again."""
        if self._late(context):
            raise Refused(Ref.CLICK_TOO_OLD)
        return home_of(context)

    def _late(self, context: BoltContext) -> bool:
        return bool(self._monotonic() - context["received_at"] > LATE)

    def _opened(self, call: Call, opening: Opening | None) -> list[Form]:
        """The form in front of the person, if the listener wants one for this call."""
        language = self._guess(call)
        view = opening(call, language) if opening else None
        if view is None:
            return []
        try:
            opened = self.client.views_open(trigger_id=call.trigger_id, view=view)
        except SLACK_FAULTS as error:
            _log.warning("no form for %s: %s", call.user, word(error))
            raise Refused(Ref.CLICK_TOO_OLD) from error
        return [Form(self.client, str(opened["view"]["id"]), language)]

    def _guess(self, call: Call) -> Language:
        """The language before the person is looked up: the configured one, else theirs of last time."""
        remembered = self.people.language_of(call.user)
        return self.services.settings.slack.language or remembered or Language.EN

    def _record_refusal(self, call: Call, error: HvbotError) -> None:
        """These two are refused before any rule is asked, so nobody else writes their rows."""
        store = self.services.store
        if store is None:
            return
        entry = Entry(
            event=Event.ACCESS_REFUSED,
            outcome=Outcome.REFUSED,
            actor=UserId(call.user),
            team=TeamId(call.claimed_team) if call.claimed_team else None,
            channel=ChannelId(call.channel) if call.channel else None,
            detail={"ref": error.ref.value},
        )
        try:
            with store.writing() as session:
                audit.append(session, entry, self.services.clock())
        except HvbotError as fault:
            _log.warning("a refusal is not in the trail: %s", fault)


def home_of(context: BoltContext) -> Home:
    """Our own side, from the `auth.test` that Bolt remembers."""
    us = context.authorize_result
    if us is None or not us.team_id or not us.bot_user_id:
        raise Refused(Ref.IDENTITY_UNSURE)
    return Home(TeamId(us.team_id), us.enterprise_id, UserId(us.bot_user_id))


def _stranger(call: Call, language: Language) -> Person:
    """Somebody Slack does not tell about: no rights at all."""
    team = TeamId(call.claimed_team or "")
    return Person(UserId(call.user), team, call.user, Standing.OUTSIDER, frozenset(), language)


def _quick(client: WebClient) -> WebClient:
    return WebClient(token=client.token, base_url=client.base_url, timeout=_QUICK, retry_handlers=[])


def _groups(services: Services) -> frozenset[GroupId]:
    return frozenset(GroupId(to) for grant in services.settings.grants for to in grant.to if to.startswith("S"))


def _in_one_line(error: HvbotError, language: Language) -> str:
    told = tell(error, language)
    return f"{told.what} {told.step}"


def _logged(work: Callable[..., object], *arguments: object) -> None:
    try:
        work(*arguments)
    except Exception:  # noqa: BLE001  a pool swallows what nobody waits for
        _log.exception("a piece of work failed")
