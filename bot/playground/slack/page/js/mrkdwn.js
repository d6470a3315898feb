// Slack's mrkdwn as nodes: *bold* _italic_ ~strike~ `code` ```block``` > quote, <links>, mentions, dates, :emoji:.

import { append, h, safeUrl } from "./dom.js";
import { emoji } from "./emoji.js";
import { dated } from "./i18n.js";
import { preformatted } from "./preformatted.js";
import { channelOf, state } from "./store.js";

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/g;

export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function mrkdwn(text) {
  const parts = [];
  let rest = 0;
  for (const fence of text.matchAll(/```\n?([\s\S]*?)\n?```/g)) {
    parts.push(...lines(text.slice(rest, fence.index)));
    parts.push(preformatted(unescape(fence[1])));
    rest = fence.index + fence[0].length;
  }
  return [...parts, ...lines(text.slice(rest))];
}

function lines(text) {
  const trimmed = text.replace(/^\n|\n$/g, "");
  if (!trimmed) return [];
  const parts = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) parts.push(h("blockquote", {}, ...join(quoted)));
    quoted = [];
  };
  const plain = [];
  const flushPlain = () => {
    if (plain.length) parts.push(...join(plain.splice(0)));
  };
  for (const line of trimmed.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      flushPlain();
      quoted.push(quote[1]);
    } else {
      flush();
      plain.push(line);
    }
  }
  flush();
  flushPlain();
  return parts;
}

const join = (texts) => texts.flatMap((text, index) => [...(index ? [h("br")] : []), ...inline(text)]);

export function inline(text) {
  const parts = [];
  let rest = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(unescape(text.slice(rest, match.index)), token(match));
    rest = match.index + match[0].length;
  }
  parts.push(unescape(text.slice(rest)));
  return parts.filter((part) => part !== "");
}

function token([whole, code, angle, emojiName, bold, italic, strike]) {
  if (code !== undefined) return h("code", {}, unescape(code));
  if (angle !== undefined) return angled(angle);
  if (emojiName !== undefined) return emojiNode(emojiName);
  if (bold !== undefined) return append(h("strong"), inline(bold));
  if (italic !== undefined) return append(h("em"), inline(italic));
  if (strike !== undefined) return append(h("s"), inline(strike));
  return whole;
}

function angled(inside) {
  const [target, label] = [inside.split("|")[0], inside.split("|").slice(1).join("|")];
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${target.slice(1)}`);
  return linkNode(unescape(target), unescape(label || target.replace(/^mailto:/, "")));
}

export function linkNode(url, label) {
  const href = safeUrl(url);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : document.createTextNode(label);
}

export function emojiNode(name) {
  return h("span", { class: "emoji", title: `:${name}:` }, emoji(name));
}

export function userMention(id, label = "") {
  const person = state.people[id];
  const name = person ? (person.bot ? person.name : person.real_name) : label || id;
  return h("span", { class: ["mention", id === state.user && "me"] }, `@${name}`);
}

export function groupMention(id, label = "") {
  return h("span", { class: "mention loud" }, `@${state.groups?.[id] ?? (label.replace(/^@/, "") || id)}`);
}

export function channelMention(id, label = "") {
  const channel = channelOf(id);
  const name = channel?.name || label || "private-channel";
  return channel ? h("a", { class: "mention", href: `#${id}` }, `#${name}`) : h("span", { class: "mention" }, `#${name}`);
}

function dateNode(target, fallback) {
  const [, seconds, format, link] = target.split("^");
  if (!/^-?\d+$/.test(seconds)) return unescape(fallback);
  const text = dated(Number(seconds), unescape(format ?? ""), unescape(fallback));
  const shown = h("time", { datetime: new Date(Number(seconds) * 1000).toISOString(), title: unescape(fallback) }, text);
  const href = link && safeUrl(unescape(link));
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, shown) : shown;
}
