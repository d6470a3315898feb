// The App Home of the person who is acting.

import { drawBlocks } from "./blocks.js";
import { fill, h } from "./dom.js";
import { collect } from "./elements.js";
import { language, t } from "./i18n.js";
import { act, botName, state } from "./store.js";

export function renderHome(container) {
  const version = `home ${state.user} ${state.home?.rev} ${language()}`;
  if (container.dataset.shown === version) return;
  container.dataset.shown = version;
  if (!state.home) {
    fill(container, h("p", { class: "empty" }, t(state.online ? "home.loading" : "bot.offline", { name: botName() })));
    return;
  }
  const view = state.home;
  const use = (each, block, value) => act("press", { view: view.id, action: each.action_id, value, values: collect(container) });
  fill(container, h("div", { class: "home" }, drawBlocks(view.blocks, { input: view.id, use })));
}
