// What a first visit offers to try. A click puts the text into the composer, as the right person in the right place.

import { fill, h } from "./dom.js";
import { both, t } from "./i18n.js";
import { icon } from "./icons.js";
import { state, ui } from "./store.js";

const KEY = "tour-closed";
const tried = new Set();

export const tourIsOpen = () => localStorage.getItem(KEY) === null && ui.place !== "home";

export function closeTour() {
  localStorage.setItem(KEY, "yes");
}

export function openTour() {
  localStorage.removeItem(KEY);
}

export function renderTour(container, { start, close }) {
  container.hidden = !tourIsOpen();
  if (container.hidden) return;
  // Once somebody has begun, the explanations make room for what they came to see.
  const begun = tried.size > 0 || ui.begun;
  container.classList.toggle("begun", Boolean(begun));
  container.setAttribute("aria-label", t("tour.title"));
  fill(
    container,
    h("header", {}, h("h2", {}, t("tour.title")), h("p", {}, t("tour.how")),
      h("button", { type: "button", class: "quiet-icon", title: t("close"), "aria-label": t("close"), on: { click: close } }, icon("close"))),
    h("ol", {}, ...state.tour.map((step, index) => stepNode(step, index, start, begun))),
  );
}

function stepNode(step, index, start, begun) {
  const person = state.people[step.user];
  const chip = ([label, text]) =>
    h("button", { type: "button", class: "chip", on: { click: () => { tried.add(index); start(step, text); } } }, label);
  return h("li", { class: [tried.has(index) && "tried"] },
    h("div", { class: "step" }, h("strong", {}, both(step.title)), !begun && h("small", {}, both(step.why))),
    h("div", { class: "chips" }, ...Object.entries(step.insert).map(chip),
      h("small", { class: "muted" }, t("tour.as", { name: person?.real_name ?? "" }))));
}
