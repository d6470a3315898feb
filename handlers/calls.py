"""Takes Slack's payloads apart; nothing in a call is checked yet."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from bot.values import TeamId, UserId

Body: TypeAlias = Mapping[str, Any]
Words: TypeAlias = Annotated[str, BeforeValidator(lambda value: value or "")]

_USER = AliasChoices("user_id", AliasPath("user", "id"))
_TEAM = AliasChoices(AliasPath("user", "team_id"), "team_id")
_CHANNEL = AliasChoices("channel_id", AliasPath("container", "channel_id"), AliasPath("channel", "id"))
_THREAD = AliasChoices(AliasPath("container", "thread_ts"), AliasPath("message", "thread_ts"))
_VALUE = AliasChoices(AliasPath("actions", 0, "value"), AliasPath("view", "private_metadata"))
_FIELDS = AliasPath("view", "state", "values")


class Call(BaseModel):
    """A slash command, mention, click, form or shortcut; what its kind of payload does not have is empty."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    user: UserId = Field(validation_alias=_USER)
    # Where the user is said to belong; the `team` of clicks and forms would be ours even for an outsider.
    claimed_team: TeamId | None = Field(None, validation_alias=_TEAM)
    channel: Words = Field("", validation_alias=_CHANNEL)  # forms and the App Home are in no conversation
    thread: str | None = Field(None, validation_alias=_THREAD)  # the ts of its parent; a slash command never says one
    ts: Words = Field("", validation_alias=AliasPath("container", "message_ts"))  # of the message whose button it was
    root: str | None = None  # the thread in which everyone is answered, where the call itself is in none
    command: Words = ""
    text: Words = ""  # what stands behind a command or a mention
    value: Words = Field("", validation_alias=_VALUE)  # of the pressed button; for a form its private metadata
    fields: dict[str, dict[str, Any]] = Field({}, repr=False, validation_alias=_FIELDS)
    message: dict[str, Any] | None = Field(None, repr=False)  # the one that a button or shortcut belongs to
    trigger_id: Words = Field("", repr=False)  # the same when Slack delivers again; opens one form within three seconds
    response_url: Words = Field("", repr=False)  # whoever has it may answer in our name

    def typed(self, field: str) -> str:
        """What was typed into this field of a submitted form, empty if nothing."""
        return str(self.fields.get(field, {}).get(field, {}).get("value") or "")


def of_message(body: Body, message: Body, text: str) -> Call:
    """A message of a channel as a call. For outsiders `team` may be ours; the first two then name theirs."""
    homes = (message.get("user_team"), message.get("source_team"), message.get("team"), body.get("team_id"))
    return Call.model_validate(
        {
            "user_id": message["user"],
            "team_id": next((home for home in homes if home), None),
            "channel_id": body["event"]["channel"],
            "message": message,
            "root": message.get("thread_ts") or message["ts"],
            "text": text,
        }
    )
