"""Modals and App Homes: opened, stacked up to three, updated under a hash, closed."""

import secrets

from bot.playground.slack.blocks import view_faults, view_too_large
from bot.playground.slack.model import Json, View, with_ids
from bot.playground.slack.workspace import Workspace

DEEPEST = 3


class ViewRefused(Exception):
    """Slack would not take this view; `code` is its error name, `faults` what is wrong where."""

    def __init__(self, code: str, faults: list[str] | None = None) -> None:
        super().__init__(code, faults or [])
        self.code = code
        self.faults = faults or []


class Views:
    """Changes what modals and homes show. Every method raises ViewRefused for what Slack would refuse."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def open(self, user: str, body: Json) -> View:
        """A modal in front of a person; whatever they had open before is gone."""
        self._check(body, "modal")
        with self._workspace.changing():
            self.clear(user)
            return self._place(user, body, previous=None)

    def push(self, user: str, body: Json) -> View:
        """A modal on top of the one the person has open."""
        self._check(body, "modal")
        with self._workspace.changing():
            stack = self._workspace.modals.get(user, [])
            if not stack:
                raise ViewRefused("not_found")
            if len(stack) >= DEEPEST:
                raise ViewRefused("push_limit_reached")
            return self._place(user, body, previous=stack[-1])

    def update(self, view: View, body: Json, expected_hash: str = "") -> View:
        """New content for an open modal; input that people typed stays where block_id and action_id stay."""
        self._check(body, "modal", replaces=view.id)
        with self._workspace.changing() as rev:
            if view.closed:
                raise ViewRefused("not_found")
            if expected_hash and expected_hash != view.hash:
                raise ViewRefused("hash_conflict")
            view.body, view.hash, view.errors, view.rev = _kept(body), self._hash(), {}, rev
            return view

    def publish(self, user: str, body: Json, expected_hash: str = "") -> View:
        """A person's App Home."""
        self._check(body, "home")
        if not self._workspace.manifest.home_tab:
            raise ViewRefused("not_enabled")
        with self._workspace.changing() as rev:
            home = self._workspace.homes.get(user)
            if expected_hash and (home is None or home.hash != expected_hash):
                raise ViewRefused("hash_conflict")
            if home is None:
                view_id = self._workspace.new_id("V")
                home = View(view_id, user, {}, root=view_id, previous=None, hash="")
                self._workspace.homes[user] = self._workspace.views[view_id] = home
            home.body, home.hash, home.rev = _kept(body), self._hash(), rev
            return home

    def close(self, view: View) -> None:
        """The modal on top goes away; the one below shows again."""
        with self._workspace.changing() as rev:
            stack = self._workspace.modals.get(view.owner, [])
            if view.id in stack:
                stack.remove(view.id)
            view.closed, view.rev = True, rev

    def clear(self, user: str) -> list[View]:
        """Every modal of the person goes away; returns them, the topmost first."""
        with self._workspace.changing():
            closed = [self._workspace.views[each] for each in reversed(self._workspace.modals.get(user, []))]
            for view in closed:
                self.close(view)
            return closed

    def refuse(self, view: View, errors: dict[str, str]) -> None:
        """The app's errors under the inputs of a submitted modal."""
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        unknown = sorted(set(errors) - inputs)
        if unknown or not errors:
            raise ViewRefused("invalid_arguments", [f"no input block for this error: {each}" for each in unknown])
        with self._workspace.changing() as rev:
            view.errors, view.rev = dict(errors), rev

    def find(self, view_id: str = "", external_id: str = "") -> View:
        """A view that is still there, by either id."""
        for view in self._workspace.views.values():
            named = view.id == view_id if view_id else view.body.get("external_id") == external_id != ""
            if named and not view.closed:
                return view
        raise ViewRefused("not_found")

    def _check(self, body: Json, kind: str, replaces: str = "") -> None:
        faults = view_faults(body, kind)
        if faults:
            raise ViewRefused("invalid_arguments", faults)
        if view_too_large(body):
            raise ViewRefused("view_too_large")
        external = body.get("external_id")
        for view in self._workspace.views.values():
            taken = bool(external) and view.body.get("external_id") == external and not view.closed
            if taken and view.id != replaces:
                raise ViewRefused("duplicate_external_id")

    def _place(self, user: str, body: Json, previous: str | None) -> View:
        with self._workspace.changing() as rev:
            view_id = self._workspace.new_id("V")
            root = view_id if previous is None else self._workspace.views[previous].root
            view = View(view_id, user, _kept(body), root, previous, self._hash(), rev=rev)
            self._workspace.views[view_id] = view
            self._workspace.modals.setdefault(user, []).append(view_id)
            return view

    def _hash(self) -> str:
        return f"{self._workspace.rev}.{secrets.token_hex(4)}"


def _kept(body: Json) -> Json:
    return {**body, "blocks": with_ids(body["blocks"])}
