// The modal in front of the person, kept up to date while the bot fills it; what was typed stays.

import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { append, fill, h } from "./dom.js";
import { collect, plain, restore } from "./elements.js";
import { language, t } from "./i18n.js";
import { icon } from "./icons.js";
import { act, state } from "./store.js";

let dialog = null;
let shown = "";
let refused = {}; // what the page itself found missing: block_id → code

export function renderModal() {
  const view = state.modals?.at(-1);
  if (!view) {
    if (dialog) closeDialog();
    return;
  }
  const version = `${state.user} ${view.id} ${view.rev} ${language()} ${JSON.stringify(refused)}`;
  if (dialog && shown === version) return;
  const same = dialog?.dataset.view === view.id;
  if (!same) refused = {};
  shown = version;
  draw(view, same);
}

function closeDialog() {
  dialog.close();
  dialog.remove();
  dialog = null;
  shown = "";
}

function draw(view, same) {
  if (!dialog) {
    dialog = h("dialog", { class: "dialog modal", "aria-labelledby": "modal-title", on: { cancel: cancelled } });
    document.body.append(dialog);
    dialog.showModal();
  }
  const values = same ? collect(dialog) : {};
  const focus = same ? focusOf(document.activeElement) : null;
  const scroll = dialog.querySelector(".dialog-body")?.scrollTop ?? 0;
  dialog.dataset.view = view.id;
  const errors = { ...view.errors };
  for (const [block, code] of Object.entries(refused)) errors[block] = t(`input.${code}`);
  const body = h("div", { class: "dialog-body" });
  append(body, [drawBlocks(view.blocks, { input: view.id, errors, use: (each, block, value) => press(view, each, value) })]);
  fill(dialog, h("form", { novalidate: true, on: { submit: (event) => submit(event, view) } }, head(view), body, foot(view)));
  restore(dialog, values);
  body.scrollTop = same ? scroll : 0;
  refocus(focus, same, errors);
}

function head(view) {
  return h("header", {}, avatar(state.people[state.bot], "medium"),
    h("h2", { id: "modal-title" }, ...plain(view.title)),
    h("button", { type: "button", class: "quiet-icon", "aria-label": t("close"), title: t("close"), on: { click: () => close(view) } },
      icon("close")));
}

function foot(view) {
  const closing = view.close ? plain(view.close) : [t(state.modals.length > 1 ? "back" : "cancel")];
  return h("footer", {},
    h("p", { class: "form-error", role: "alert" }),
    h("button", { type: "button", class: "button", on: { click: () => close(view) } }, ...closing),
    view.submit && h("button", { type: "submit", class: "button primary" }, ...plain(view.submit)));
}

const close = (view) => act("close", { view: view.id });

function cancelled(event) {
  event.preventDefault();
  const view = state.modals.at(-1);
  if (view) close(view);
}

const press = (view, each, value) => act("press", { view: view.id, action: each.action_id, value, values: collect(dialog) });

async function submit(event, view) {
  event.preventDefault();
  if (!view.submit) return;
  const button = dialog.querySelector("[type=submit]");
  button.classList.add("busy");
  button.disabled = true;
  const result = await act("submit", { view: view.id, values: collect(dialog) }, { quiet: true });
  refused = result.errors ?? {};
  const still = dialog?.querySelector("[type=submit]");
  still?.classList.remove("busy");
  if (still) still.disabled = false;
  if (!result.ok && result.error !== "incomplete" && dialog) {
    dialog.querySelector(".form-error").textContent = t("submit.failed");
  }
  renderModal();
}

function focusOf(node) {
  if (!node?.dataset?.action) return null;
  const { block, action } = node.dataset;
  return { block, action, from: node.selectionStart, to: node.selectionEnd };
}

function refocus(focus, same, errors) {
  const find = (block, action) =>
    dialog.querySelector(`[data-block="${CSS.escape(block)}"]${action ? `[data-action="${CSS.escape(action)}"]` : ""}`);
  const wrong = Object.keys(errors)[0];
  const node = (wrong && find(wrong)) ?? (focus && find(focus.block, focus.action)) ?? first(same);
  node?.focus();
  if (focus && node?.setSelectionRange && focus.from !== null) node.setSelectionRange(focus.from, focus.to);
}

function first(same) {
  if (same && dialog.contains(document.activeElement)) return null;
  return dialog.querySelector("[autofocus]") ?? dialog.querySelector(".dialog-body input, .dialog-body textarea, .dialog-body select");
}
