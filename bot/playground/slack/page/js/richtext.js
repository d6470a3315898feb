// rich_text blocks: what people type, and what the bot quotes without escaping.

import { append, h } from "./dom.js";
import { dated } from "./i18n.js";
import { channelMention, emojiNode, groupMention, linkNode, userMention } from "./mrkdwn.js";
import { preformatted } from "./preformatted.js";

export const richText = (block) => append(h("div", { class: "rich" }), block.elements.map(part));

function part(element) {
  switch (element.type) {
    case "rich_text_preformatted":
      return preformatted(element.elements.map((each) => each.text ?? each.url).join(""));
    case "rich_text_quote":
      return append(h("blockquote"), element.elements.map(run));
    case "rich_text_list":
      return list(element);
    default:
      return append(h("div", { class: "rich-section" }), element.elements.map(run));
  }
}

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const props = { class: `indent-${Math.min(element.indent ?? 0, 4)}`, start: element.offset ? element.offset + 1 : undefined };
  return append(h(tag, props), element.elements.map((item) => append(h("li"), item.elements.map(run))));
}

function run(element) {
  switch (element.type) {
    case "text":
      return styled(element.text, element.style ?? {});
    case "link":
      return linkNode(element.url, element.text ?? element.url);
    case "emoji":
      return emojiNode(element.name);
    case "user":
      return userMention(element.user_id);
    case "usergroup":
      return groupMention(element.usergroup_id);
    case "channel":
      return channelMention(element.channel_id);
    case "broadcast":
      return h("span", { class: "mention loud" }, `@${element.range}`);
    case "date":
      return h("time", {}, dated(element.timestamp, element.format, element.fallback ?? ""));
    default:
      return h("span", {}, element.value ?? "");
  }
}

function styled(text, style) {
  const tags = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u", highlight: "mark" };
  let node = append(h("span"), text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])));
  for (const [name, tag] of Object.entries(tags)) if (style[name]) node = h(tag, {}, node);
  return node;
}
