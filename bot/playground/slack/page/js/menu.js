// A small menu below a button: arrow keys move, Escape closes.

import { append, h } from "./dom.js";

export function popMenu(anchor, entries) {
  document.querySelector(".menu")?.remove();
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute("aria-expanded", "false");
  };
  const outside = (event) => !menu.contains(event.target) && close();
  const item = ({ label, hint, href, run }) => {
    const content = [h("span", {}, label), hint && h("small", {}, hint)];
    const on = { click: () => { close(); anchor.focus(); run(); } };
    return href
      ? h("a", { role: "menuitem", href, target: "_blank", rel: "noopener noreferrer", on }, ...content)
      : h("button", { type: "button", role: "menuitem", on }, ...content);
  };
  const menu = append(h("div", { class: "menu", role: "menu", on: { keydown: move } }), entries.map(item));
  function move(event) {
    const items = [...menu.children];
    const index = items.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      anchor.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      items[(index + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus();
    }
  }
  // Inside an open dialog everything else is inert, so the menu has to be in there, too.
  (anchor.closest("dialog") ?? document.body).append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  menu.firstElementChild?.focus();
}

function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8));
  const below = box.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - menu.offsetHeight - 4)}px`;
}
