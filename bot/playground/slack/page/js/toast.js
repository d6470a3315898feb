// Short notices at the bottom of the page.

import { h } from "./dom.js";
import { icon } from "./icons.js";

export function toast(text, kind = "info") {
  const node = h("div", { class: ["toast", kind] }, icon(kind === "warn" ? "warn" : "check"), h("span", {}, text));
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 7000);
}
