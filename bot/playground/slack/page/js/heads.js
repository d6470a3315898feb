// The bar on top of the page, and the heads of conversation and thread.

import { fill, h } from "./dom.js";
import { both, language, LANGUAGES, t } from "./i18n.js";
import { icon } from "./icons.js";
import { botName, channelOf, direct, state, ui } from "./store.js";

export function renderTop(container, { toggleSide, switchLanguage, switchTheme, openTour, theme }) {
  const lost = state.lost;
  fill(
    container,
    iconButton("menu", t("side.label"), toggleSide, "only-narrow"),
    h("strong", { class: "team" }, state.team.name),
    h("span", { class: "pill" }, t("playground")),
    lost && h("span", { class: "pill bad", role: "alert" }, t("lost")),
    h("span", { class: "space" }),
    h("div", { class: "switch", role: "group", "aria-label": t("language") }, ...LANGUAGES.map((name) =>
      h("button", { type: "button", lang: name, "aria-pressed": String(name === language()), on: { click: () => switchLanguage(name) } },
        t(`language.${name}`)))),
    iconButton(theme === "dark" ? "sun" : "moon", t("theme"), switchTheme),
    iconButton("help", t("tour.open"), openTour),
  );
}

export function renderHead(container, { go }) {
  const home = ui.place === "home";
  const channel = channelOf(home ? direct()?.id : ui.place);
  if (!channel) return;
  fill(container, channel.kind === "im" ? botHead(channel, home, go) : channelHead(channel));
}

function channelHead(channel) {
  return [
    h("h1", {}, icon(channel.kind === "group" ? "lock" : "hash", 18), channel.name),
    h("p", { class: "topic" }, both(channel.topic)),
    h("span", { class: "members", title: t("members", { n: channel.members.length }) }, icon("people", 16), channel.members.length),
  ];
}

function botHead(channel, home, go) {
  const tab = (id, label, current) =>
    h("button", { type: "button", role: "tab", "aria-selected": String(current), on: { click: () => go(id) } }, label);
  return [
    h("h1", {}, botName()),
    h("div", { class: "tabs", role: "tablist" },
      state.home_tab && tab("home", t("tab.home"), home), tab(channel.id, t("tab.messages"), !home)),
    h("p", { class: "topic" }, t(state.online ? "bot.online" : "bot.offline", { name: botName() })),
  ];
}

export function renderThreadHead(container, { closeThread }) {
  const channel = channelOf(ui.thread.channel);
  fill(container, h("h1", {}, t("thread")), h("p", { class: "topic" }, channel.kind === "im" ? botName() : `#${channel.name}`),
    iconButton("close", t("close"), closeThread));
}

function iconButton(name, label, run, className = "") {
  return h("button", { type: "button", class: ["quiet-icon", className], title: label, "aria-label": label, on: { click: run } }, icon(name));
}
