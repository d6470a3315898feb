// A person as a coloured square with initials; the bot has its sign.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const JAPANESE = /[\u3040-\u30ff\u3400-\u9fff]/;

function initials(name) {
  const words = name.trim().split(/\s+/);
  if (JAPANESE.test(name)) return words[0].slice(0, 2);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

export function avatar(person, size = "medium") {
  const node = h("span", { class: ["avatar", size, person.bot && "bot"], "aria-hidden": "true" });
  if (person.bot) {
    node.append(icon("layers", { small: 13, medium: 22, large: 26 }[size]));
  } else {
    node.style.background = person.color;
    node.append(initials(person.real_name));
  }
  return node;
}
