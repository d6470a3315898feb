// Where a list stands. It follows what is new until the person scrolls away; then a button says that there is more.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { ui } from "./store.js";

const NEAR = 80; // pixels from the end that still count as the end
const parked = new WeakMap(); // list → where the page itself left it

const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;

const isParked = (list) => parked.get(list) === list.scrollTop;

const toEnd = (list) => (list.scrollTop = list.scrollHeight);

// To the end; a last message that is taller than the list is read from its beginning.
function toNewest(list) {
  toEnd(list);
  const last = [...list.querySelectorAll(".message")].at(-1);
  if (last && last.offsetTop < list.scrollTop) list.scrollTop = last.offsetTop - 12;
  parked.set(list, list.scrollTop);
}

// Makes a change to the list of `shown`, whose newest entry is `newest`, and keeps the person where they should be.
export function keepPlace(list, shown, newest, change) {
  const fresh = list.dataset.shown !== shown;
  const ended = atEnd(list);
  const followed = ended || isParked(list);
  const news = !fresh && newest > (list.dataset.newest ?? "");
  change();
  list.dataset.shown = shown;
  list.dataset.newest = newest;
  const target = ui.highlight && list.querySelector(`[data-ts="${CSS.escape(ui.highlight)}"]`);
  if (target) {
    target.classList.add("target");
    target.scrollIntoView({ block: "center" });
    ui.highlight = null;
  } else if (fresh || (followed && news)) {
    toNewest(list);
  } else if (ended) {
    toEnd(list);
  }
  if (fresh) list.nextElementSibling.hidden = true;
  else if (news && !followed) list.nextElementSibling.hidden = false;
}

// Puts the button behind the list, and follows when the composer grows or the tour opens.
export function watch(list) {
  const button = h("button", { type: "button", class: "newer", on: { click: () => { list.nextElementSibling.hidden = true; toNewest(list); } } });
  list.after(h("div", { class: "newer-place", hidden: true }, button));
  let ended = true;
  list.addEventListener("scroll", () => {
    ended = atEnd(list);
    if (ended) list.nextElementSibling.hidden = true;
  });
  new ResizeObserver(() => {
    if (isParked(list)) toNewest(list);
    else if (ended) toEnd(list);
  }).observe(list);
}

export function labelNewer(list) {
  const button = list.nextElementSibling.firstElementChild;
  button.textContent = t("newer");
}
