"""What an acknowledgement brings about: the answer of a slash command, the fate of a submitted modal."""

from typing import Any

from bot.playground.slack.blocks import message_faults
from bot.playground.slack.model import Json, View
from bot.playground.slack.socket_mode import Delivery, Status
from bot.playground.slack.timeline import Timeline
from bot.playground.slack.views import ViewRefused, Views
from bot.playground.slack.workspace import Workspace

BROKEN = "invalid_response"


class Acks:
    """Settles deliveries. What Slack would not accept becomes a problem, and an error for the person."""

    def __init__(self, workspace: Workspace, timeline: Timeline, views: Views) -> None:
        self._workspace, self._timeline, self._views = workspace, timeline, views

    def nothing(self, delivery: Delivery) -> None:
        """An acknowledgement that cannot carry anything."""
        if delivery.answer:
            self._workspace.complain(f"{delivery.kind} was acknowledged with a body that Slack ignores")

    def command(self, delivery: Delivery) -> None:
        """A slash command's acknowledgement may be its answer."""
        if delivery.status is Status.ACKED and delivery.answer:
            payload = delivery.payload
            self.answer(delivery, payload["user_id"], payload["channel_id"])

    def answer(self, delivery: Delivery, user: str, channel: str) -> None:
        """Posts the answer that an acknowledgement carried."""
        faults = self.say(delivery.answer, user, channel)
        if faults:
            delivery.error = BROKEN

    def say(self, body: Json, user: str, channel: str, thread_ts: str | None = None) -> list[str]:
        """Posts what an ack or a response_url carries, seen by the person alone unless it says `in_channel`."""
        blocks: Any = body.get("blocks") or []
        faults = message_faults(blocks)
        if not faults and not (body.get("text") or blocks or body.get("attachments")):
            faults = ["no_text"]
        for fault in faults:
            self._workspace.complain(f"answer refused: {fault}")
        if not faults:
            alone = body.get("response_type", "ephemeral") != "in_channel"
            self._timeline.post(
                channel,
                self._workspace.bot_user,
                body.get("text", ""),
                blocks,
                from_app=True,
                seen_by=user if alone else None,
                thread_ts=body.get("thread_ts") or thread_ts,
                attachments=body.get("attachments") or [],
            )
        return faults

    def submission(self, delivery: Delivery, view: View) -> None:
        """Errors, another view, or nothing, which closes the modal."""
        if delivery.status is not Status.ACKED:
            return
        try:
            self._respond(delivery.answer, view)
        except ViewRefused as refusal:
            delivery.error = BROKEN
            self._workspace.complain(f"view_submission answered with {refusal.code}: {' '.join(refusal.faults)}")

    def _respond(self, answer: Json, view: View) -> None:
        match answer.get("response_action"):
            case None:
                self._views.close(view)
            case "clear":
                self._views.clear(view.owner)
            case "errors":
                self._views.refuse(view, answer.get("errors") or {})
            case "update":
                self._views.update(view, answer.get("view") or {})
            case "push":
                self._views.push(view.owner, answer.get("view") or {})
            case unknown:
                raise ViewRefused("invalid_arguments", [f"unknown response_action: {unknown}"])
