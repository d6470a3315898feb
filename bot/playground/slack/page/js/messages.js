// The message list of a conversation, and the thread beside it.

import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { append, h, patchList } from "./dom.js";
import { collect } from "./elements.js";
import { emoji } from "./emoji.js";
import { clock, day, language, plural, t } from "./i18n.js";
import { icon } from "./icons.js";
import { popMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { keepPlace } from "./scroll.js";
import { act, botName, channelOf, isReply, me, messageAt, repliesTo, state, topLevel, ui } from "./store.js";

const GROUPED = 300; // seconds within which messages of one person stand together
const QUICK = ["white_check_mark", "eyes"];

export function renderList(container, channel, { openThread }) {
  const messages = topLevel(channel);
  const items = [intro(channel)];
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || day(before.ts) !== day(message.ts);
    if (newDay) items.push(dayLine(message.ts));
    const replies = repliesTo(channel, message.ts);
    items.push(item(message, { compact: !newDay && together(before, message), replies, openThread }));
  });
  keepPlace(container, `${ui.user} ${channel}`, messages.at(-1)?.ts ?? "", () => patchList(container, items));
}

export function renderThread(container, channel, ts) {
  const parent = messageAt(channel, ts);
  const replies = repliesTo(channel, ts);
  const items = parent ? [item(parent, { thread: true })] : [];
  items.push({
    key: "count",
    version: `${replies.length} ${language()}`,
    build: () => h("div", { class: "line reply-count" }, h("span", {}, plural("replies", replies.length))),
  });
  replies.forEach((message, index) =>
    items.push(item(message, { compact: together(replies[index - 1], message), thread: true })));
  keepPlace(container, `${ui.user} ${channel} ${ts}`, replies.at(-1)?.ts ?? "", () => patchList(container, items));
}

function together(before, message) {
  return before && before.user === message.user && before.alone === message.alone && !before.thread_ts &&
    Number(message.ts) - Number(before.ts) < GROUPED;
}

function intro(channel) {
  const conversation = channelOf(channel);
  const name = conversation.kind === "im" ? botName() : conversation.name;
  return {
    key: `intro ${channel}`,
    version: language(),
    build: () => {
      const direct = conversation.kind === "im";
      const sign = direct ? avatar(state.people[state.bot], "large") : icon(conversation.kind === "group" ? "lock" : "hash", 26);
      const title = direct ? name : `#${name}`;
      return h("div", { class: "intro" }, h("div", { class: "intro-sign" }, sign), h("h2", {}, title),
        h("p", {}, t(direct ? "intro.direct" : "intro.channel", { name })));
    },
  };
}

const dayLine = (ts) => ({
  key: `day ${new Date(Number(ts) * 1000).toDateString()}`,
  version: `${day(ts)}`,
  build: () => h("div", { class: "line" }, h("span", {}, day(ts))),
});

function item(message, { compact = false, replies = [], openThread, thread = false }) {
  const last = replies.at(-1);
  return {
    key: message.ts,
    version: [message.rev, compact, replies.length, last?.ts, language(), thread].join("|"),
    build: () => draw(message, { compact, replies, openThread, thread }),
  };
}

function draw(message, { compact, replies, openThread, thread }) {
  const person = state.people[message.user] ?? { real_name: message.user, color: "#777" };
  const name = person.bot ? person.name : person.real_name;
  const time = h("time", { class: "time", datetime: new Date(Number(message.ts) * 1000).toISOString() }, clock(message.ts));
  const head = h("div", { class: "who" }, h("strong", {}, name), person.bot && h("span", { class: "badge" }, t("app")),
    person.guest && h("span", { class: "badge" }, t("guest")), time);
  const node = h("article", { class: ["message", compact && "compact", message.alone && "alone"], data: { ts: message.ts },
    "aria-label": `${name}, ${clock(message.ts)}` },
    h("div", { class: "gutter" }, compact ? time : avatar(person)),
    h("div", { class: "body" }, !compact && head, content(message), files(message), reactions(message),
      replies.length > 0 && threadLink(message, replies, openThread)));
  if (message.alone) node.prepend(h("p", { class: "only-you" }, icon("eye", 14), t("only_you")));
  node.append(tools(message, openThread, thread));
  return node;
}

function content(message) {
  const body = h("div", { class: "content" });
  const context = { input: `m${message.ts}`, use: (each, block, value) => press(message, each, block, value, body) };
  append(body, message.blocks.length ? [drawBlocks(message.blocks, context)] : [append(h("div", { class: "text" }), mrkdwn(message.text))]);
  if (message.edited) body.append(h("small", { class: "muted" }, t("edited")));
  return body;
}

const press = (message, each, block, value, body) =>
  act("press", { channel: message.channel, ts: message.ts, action: each.action_id, value, values: collect(body) });

function files(message) {
  return message.files.map((file) =>
    h("a", { class: "file", href: `/page/file/${file.id}`, download: file.name }, icon("file", 22),
      h("span", {}, h("strong", {}, file.title), h("small", {}, t("file.size", { n: Math.max(1, Math.round(file.size / 1024)) })))));
}

function reactions(message) {
  const shown = Object.entries(message.reactions);
  if (!shown.length) return null;
  return h("div", { class: "reactions" }, ...shown.map(([name, users]) =>
    h("button", { type: "button", class: ["reaction", users.includes(ui.user) && "mine"], title: `:${name}:`,
      on: { click: () => react(message, name) } }, emoji(name), h("span", {}, users.length))));
}

const react = (message, name) => act("react", { channel: message.channel, ts: message.ts, name });

function threadLink(message, replies, openThread) {
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return h("button", { type: "button", class: "thread-link", on: { click: () => openThread(message) } },
    ...people.map((user) => avatar(state.people[user], "small")),
    h("strong", {}, plural("replies", replies.length)),
    h("span", { class: "muted" }, t("last_reply", { time: clock(replies.at(-1).ts) })));
}

function tools(message, openThread, thread) {
  const tool = (name, label, run) =>
    h("button", { type: "button", title: label, "aria-label": label, on: { click: run } }, name);
  const shortcuts = (state.shortcuts ?? []).filter((each) => each.kind === "message");
  const entries = () => shortcuts.map((each) => ({
    label: each.name,
    hint: botName(),
    run: () => act("shortcut", { channel: message.channel, ts: message.ts, shortcut: each.id }),
  }));
  const more = tool(icon("more"), t("more"), () => popMenu(more, entries()));
  const buttons = message.alone ? [] : QUICK.map((name) => tool(emoji(name), t("react", { name }), () => react(message, name)));
  if (!thread && !isReply(message) && !message.alone) buttons.push(tool(icon("reply"), t("reply_in_thread"), () => openThread(message)));
  if (shortcuts.length && !message.alone) buttons.push(more);
  return append(h("div", { class: "tools", role: "group", "aria-label": t("message_tools") }), buttons);
}

export const canSpeak = (channel) => channelOf(channel) && !channelOf(channel).archived && !me()?.deleted;
