// The sidebar: conversations above, and below them who is acting.

import { avatar } from "./avatar.js";
import { fill, h } from "./dom.js";
import { both, t } from "./i18n.js";
import { icon } from "./icons.js";
import { botName, direct, state, ui } from "./store.js";

export function renderSide(container, { go, actAs }) {
  const channels = state.channels.filter((each) => each.kind !== "im");
  const focused = document.activeElement?.dataset?.focus;
  container.setAttribute("aria-label", t("side.label"));
  document.body.classList.toggle("side-open", ui.sideOpen);
  fill(
    container,
    h("div", { class: "side-scroll" },
      group(t("side.channels"), channels.map((each) =>
        entry(each.id, icon(each.kind === "group" ? "lock" : "hash", 16), each.name, go))),
      group(t("side.direct"), [entry(direct()?.id, avatar(state.people[state.bot], "small"), botName(), go, presence())]),
      state.home_tab && group(t("side.apps"), [entry("home", icon("home", 16), t("side.home", { name: botName() }), go)])),
    h("section", { class: "acting", "aria-labelledby": "acting-title" },
      h("h2", { id: "acting-title" }, t("act_as")),
      h("div", { class: "people" }, ...people().map((person) => personButton(person, actAs)))),
  );
  if (focused) container.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

const people = () => Object.values(state.people).filter((each) => !each.bot && !each.deleted && !each.outsider);

const group = (title, entries) => h("section", { class: "group" }, h("h2", {}, title), h("ul", {}, ...entries.map((each) => h("li", {}, each))));

function presence() {
  const online = state.online && !state.lost;
  return h("span", { class: ["presence", online && "online"], title: t(online ? "bot.online" : "bot.offline", { name: botName() }) });
}

function entry(id, sign, name, go, extra) {
  const unread = state.unread[ui.user]?.[id] ?? 0;
  const here = ui.place === id;
  return h("button",
    { type: "button", class: ["entry", here && "here", unread > 0 && "unread"], "aria-current": here ? "page" : undefined,
      data: { focus: `place ${id}` }, on: { click: () => go(id) } },
    h("span", { class: "sign" }, sign), h("span", { class: "name" }, name), extra,
    unread > 0 && h("span", { class: "count", "aria-label": t("unread", { n: unread }) }, unread));
}

function personButton(person, actAs) {
  const waiting = Object.values(state.unread[person.id] ?? {}).reduce((sum, count) => sum + count, 0);
  const here = person.id === ui.user;
  return h("button",
    { type: "button", class: ["person", here && "here"], "aria-pressed": String(here), data: { focus: `person ${person.id}` },
      on: { click: () => actAs(person.id) } },
    avatar(person, "medium"),
    h("span", { class: "person-name" }, h("strong", {}, person.real_name), h("small", {}, both(person.title))),
    !here && waiting > 0 && h("span", { class: "dot", title: t("unread", { n: waiting }), role: "img", "aria-label": t("unread", { n: waiting }) }));
}
