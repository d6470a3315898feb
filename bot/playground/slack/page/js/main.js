// Puts the page together: who acts, where they are, and what is drawn when something changed.

import { Composer } from "./composer.js";
import { renderHead, renderThreadHead, renderTop } from "./heads.js";
import { renderHome } from "./home.js";
import { loadTexts, setLanguage, t } from "./i18n.js";
import { canSpeak, renderList, renderThread } from "./messages.js";
import { renderModal } from "./modal.js";
import { labelNewer, watch } from "./scroll.js";
import { renderSide } from "./side.js";
import { act, botName, changed, channelOf, connect, direct, onChange, repliesTo, said, state, ui } from "./store.js";
import { closeTour, openTour, renderTour } from "./tour.js";

const $ = (id) => document.getElementById(id);
const WIDE = matchMedia("(min-width: 1000px)");

const composer = new Composer($("composer"), { id: "message-box", thread: () => undefined });
const threadComposer = new Composer($("thread-composer"), { id: "reply-box", thread: () => ui.thread?.ts ?? null });

function render() {
  if (state.rev < 0) return;
  settlePlace();
  renderTop($("top"), { toggleSide, switchLanguage, switchTheme, openTour: () => { openTour(); changed(); }, theme: theme() });
  renderSide($("side"), { go, actAs });
  renderHead($("head"), { go });
  const home = ui.place === "home";
  $("composer").hidden = home || !canSpeak(ui.place);
  $("list").setAttribute("role", home ? "region" : "log");
  $("list").setAttribute("aria-label", home ? t("tab.home") : t("list.label"));
  if (home) renderHome($("list"));
  else renderList($("list"), ui.place, { openThread });
  labelNewer($("list"));
  labelNewer($("thread-list"));
  composer.render();
  renderTour($("tour"), { start: startTour, close: () => { closeTour(); changed(); } });
  showAwaitedThread();
  drawThread();
  renderModal();
  markRead();
  document.title = `${home ? botName() : (channelOf(ui.place)?.name || botName())} · ${state.team.name}`;
}

// Whoever is acting may not be where the last person was.
function settlePlace() {
  if (ui.place !== "home" && !channelOf(ui.place)) ui.place = state.channels[0].id;
  if (ui.thread && !channelOf(ui.thread.channel)) ui.thread = null;
}

function drawThread() {
  $("thread").hidden = !ui.thread;
  document.body.classList.toggle("with-thread", Boolean(ui.thread));
  if (!ui.thread) return;
  $("thread").setAttribute("aria-label", t("thread"));
  renderThreadHead($("thread-head"), { closeThread });
  renderThread($("thread-list"), ui.thread.channel, ui.thread.ts);
  threadComposer.render();
}

// The answer to what was just said opens by itself where there is room for it.
function showAwaitedThread() {
  const { channel, ts } = ui.awaited ?? {};
  if (!channel || !repliesTo(channel, ts).length) return;
  ui.awaited = null;
  if (WIDE.matches && ui.place === channel) ui.thread = { channel, ts };
}

function markRead() {
  if (ui.place === "home" || !document.hasFocus()) return;
  const last = said(ui.place).at(-1)?.ts;
  if (last && last > (state.read[ui.place] ?? "") && ui.marking !== `${ui.user} ${last}`) {
    ui.marking = `${ui.user} ${last}`;
    act("read", { channel: ui.place, ts: last }, { quiet: true });
  }
}

function go(place, { focus = true } = {}) {
  const leaving = ui.place !== place;
  ui.place = place;
  ui.sideOpen = false;
  if (leaving) ui.thread = null;
  if (place === "home") act("home", { tab: "home" }, { quiet: true });
  else if (place === direct()?.id) act("home", { tab: "messages" }, { quiet: true });
  history.replaceState(null, "", `#${place}`);
  changed();
  if (focus && place !== "home" && WIDE.matches) soon(() => composer.focus());
}

// After the frame in which the change is drawn.
const soon = (act) => requestAnimationFrame(() => requestAnimationFrame(act));

function openThread(message) {
  ui.thread = { channel: message.channel, ts: message.ts };
  changed();
  soon(() => threadComposer.focus());
}

function closeThread() {
  ui.thread = null;
  changed();
}

function toggleSide() {
  ui.sideOpen = !ui.sideOpen;
  changed();
}

function actAs(user) {
  ui.sideOpen = false;
  if (user === ui.user) return changed();
  connect(user);
  if (ui.place === direct()?.id) ui.place = `D${user.slice(1)}`;
  if (ui.place === "home") act("home", { tab: "home" }, { quiet: true });
}

function startTour(step, text) {
  if (step.user !== ui.user) actAs(step.user);
  const place = step.channel === "DM" ? `D${step.user.slice(1)}` : step.channel;
  ui.drafts.set(`${step.user} ${place} `, text);
  const ready = () => {
    if (state.user !== step.user) return requestAnimationFrame(ready);
    go(place, { focus: false });
    soon(() => composer.insert(text));
  };
  ready();
}

function switchLanguage(name) {
  setLanguage(name, true);
  changed();
}

const theme = () => document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

function switchTheme() {
  document.documentElement.dataset.theme = theme() === "dark" ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
  changed();
}

// #CHANNEL, #CHANNEL/TS or #CHANNEL/TS/THREAD, as a permalink says it.
function followHash() {
  const [place, ts, thread] = location.hash.slice(1).split("/");
  if (!place) return;
  ui.place = place;
  if (ts) {
    ui.highlight = ts;
    ui.thread = thread ? { channel: place, ts: thread } : null;
  }
  changed();
}

function escape(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (ui.sideOpen) toggleSide();
  else if (ui.thread && $("thread").contains(document.activeElement)) closeThread();
}

async function start() {
  const remembered = localStorage.getItem("theme");
  if (remembered) document.documentElement.dataset.theme = remembered;
  await loadTexts();
  onChange(render);
  followHash();
  addEventListener("hashchange", followHash);
  addEventListener("focus", changed);
  addEventListener("keydown", escape);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  $("main").addEventListener("pointerdown", () => ui.sideOpen && toggleSide());
  watch($("list"));
  watch($("thread-list"));
  connect(ui.user || "U0JUNIOR");
}

start();
