// What the server says this person sees, and what the page itself remembers.

import { t } from "./i18n.js";
import { toast } from "./toast.js";

export const state = { rev: -1, people: {}, channels: [], messages: new Map(), modals: [], home: null, unread: {} };

export const ui = {
  user: sessionStorage.getItem("user") ?? "",
  place: "",
  thread: null, // {channel, ts}
  highlight: null, // ts of a message that a link led to
  drafts: new Map(),
  sideOpen: false,
};

const listeners = [];
let feed = null;
let scheduled = false;
let pause = 500;

export const onChange = (listener) => listeners.push(listener);

export function changed() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    for (const listener of listeners) listener();
  });
}

export function connect(user) {
  ui.user = user;
  sessionStorage.setItem("user", user);
  feed?.close();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/page/live?user=${encodeURIComponent(user)}&since=-1`);
  feed = socket;
  let first = true;
  socket.addEventListener("message", (event) => {
    if (socket !== feed) return;
    merge(JSON.parse(event.data), first);
    first = false;
    pause = 500;
    changed();
  });
  socket.addEventListener("close", () => {
    if (socket !== feed) return;
    state.lost = true;
    changed();
    setTimeout(() => socket === feed && connect(ui.user), pause);
    pause = Math.min(pause * 2, 5000);
  });
}

function merge(update, whole) {
  const { messages, ...rest } = update;
  Object.assign(state, rest, { lost: false });
  if (whole) state.messages = new Map();
  for (const message of messages) {
    if (!state.messages.has(message.channel)) state.messages.set(message.channel, new Map());
    const channel = state.messages.get(message.channel);
    if (message.deleted) channel.delete(message.ts);
    else channel.set(message.ts, message);
  }
}

// Does something as the current person. Resolves to {ok, error?, errors?, …}; errors are shown unless `quiet`.
export async function act(action, body, { quiet = false } = {}) {
  let result;
  try {
    const answer = await fetch(`/page/do/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: ui.user, ...body }),
    });
    result = answer.ok ? await answer.json() : { ok: false, error: "page_error" };
  } catch {
    result = { ok: false, error: "offline" };
  }
  if (!result.ok && !quiet) toast(t(`error.${result.error}`, { bot: botName() }), "warn");
  return result;
}

export const me = () => state.people[ui.user];
export const botName = () => state.people[state.bot]?.name ?? "";
export const direct = () => state.channels.find((each) => each.kind === "im");
export const channelOf = (id) => state.channels.find((each) => each.id === id);

export function said(channel) {
  const all = [...(state.messages.get(channel)?.values() ?? [])];
  return all.sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

export const isReply = (message) => message.thread_ts !== null && message.thread_ts !== message.ts;
export const topLevel = (channel) => said(channel).filter((each) => !isReply(each));
export const repliesTo = (channel, ts) => said(channel).filter((each) => isReply(each) && each.thread_ts === ts);
export const messageAt = (channel, ts) => state.messages.get(channel)?.get(ts);
