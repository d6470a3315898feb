// A block of code with a button that copies it.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

export function preformatted(text) {
  const button = h(
    "button",
    { class: "copy", type: "button", title: t("copy"), "aria-label": t("copy"), on: { click: () => copy(text, button) } },
    icon("copy", 16),
  );
  return h("div", { class: "code" }, h("pre", { tabindex: "0" }, text), button);
}

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  button.replaceChildren(icon("check", 16));
  setTimeout(() => button.replaceChildren(icon("copy", 16)), 1500);
}
