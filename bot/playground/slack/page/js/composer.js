// Where people type: Enter sends, `/` completes commands, `@` completes names.

import { avatar } from "./avatar.js";
import { fill, h } from "./dom.js";
import { language, t } from "./i18n.js";
import { icon } from "./icons.js";
import { act, botName, channelOf, me, state, ui } from "./store.js";
import { toast } from "./toast.js";

// One composer; `thread` is the ts of the thread it answers in. Returns {render, insert}.
export function makeComposer(container, { id, thread }) {
  let shown = "";
  let options = [];
  let picked = 0;
  const box = h("textarea", { id, rows: 1, class: "typing", "aria-autocomplete": "list", "aria-controls": `${id}-options`,
    on: { input: typed, keydown: keyed, blur: () => setTimeout(closeOptions, 150) } });
  const list = h("div", { class: "options", id: `${id}-options`, role: "listbox", hidden: true });
  const sendButton = h("button", { type: "button", class: "send", on: { click: send } }, icon("send"));
  const slashButton = h("button", { type: "button", class: "quiet-icon", on: { click: () => insert("/") } }, "/");
  const note = h("span", { class: "note" });
  const bar = h("div", { class: "bar" }, thread() === undefined ? slashButton : null, note, sendButton);
  container.replaceChildren(h("form", { class: "composer", on: { submit: (event) => event.preventDefault() } }, list, box, bar));

  const draftKey = () => `${ui.user} ${channel()} ${thread() ?? ""}`;
  const channel = () => (thread() === undefined ? ui.place : ui.thread?.channel);

  function render() {
    const key = `${draftKey()} ${language()}`;
    if (shown === key) return;
    shown = key;
    const conversation = channelOf(channel());
    if (!conversation) return;
    const name = conversation.kind === "im" ? botName() : `#${conversation.name}`;
    box.placeholder = t(thread() === undefined ? "composer.message" : "composer.reply", { name, me: me()?.real_name });
    box.setAttribute("aria-label", box.placeholder);
    sendButton.title = t("send");
    sendButton.setAttribute("aria-label", t("send"));
    slashButton.title = t("composer.commands");
    slashButton.setAttribute("aria-label", t("composer.commands"));
    note.textContent = t("composer.keys");
    box.value = ui.drafts.get(draftKey()) ?? "";
    box.disabled = conversation.archived;
    grow();
    closeOptions();
  }

  function grow() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
    sendButton.disabled = !box.value.trim();
  }

  function insert(text) {
    box.value = text;
    ui.drafts.set(draftKey(), text);
    grow();
    box.focus();
    box.setSelectionRange(text.length, text.length);
    complete();
  }

  function typed() {
    ui.drafts.set(draftKey(), box.value);
    grow();
    complete();
  }

  function complete() {
    const before = box.value.slice(0, box.selectionStart);
    const command = thread() === undefined && /^\/[\w-]*$/.exec(before);
    const name = /(?:^|\s)@([\w.-]*)$/.exec(before);
    if (command) offer((state.commands ?? []).filter((each) => each.name.startsWith(command[0])).map(commandOption));
    else if (name) offer(Object.values(state.people).filter((each) => matchesName(each, name[1])).map((each) => nameOption(each, name[1])));
    else closeOptions();
  }

  function commandOption(each) {
    const label = [h("strong", {}, each.name), h("code", {}, each.hint), h("small", {}, each.description)];
    return { label, take: () => insert(`${each.name} `), whole: each.name };
  }

  function nameOption(person, started) {
    const take = () => {
      const at = box.selectionStart - started.length - 1;
      const rest = box.value.slice(box.selectionStart);
      insert(`${box.value.slice(0, at)}@${person.name} ${rest}`);
    };
    return { label: [avatar(person, "small"), h("strong", {}, `@${person.name}`), h("small", {}, person.real_name)], take };
  }

  function offer(found) {
    options = found;
    picked = 0;
    list.hidden = options.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    drawOptions();
  }

  function drawOptions() {
    fill(list, options.map((option, index) =>
      h("div", { class: ["option", index === picked && "picked"], role: "option", id: `${id}-option-${index}`,
        "aria-selected": String(index === picked), on: { pointerdown: (event) => { event.preventDefault(); option.take(); } } },
        ...option.label)));
    if (options.length) box.setAttribute("aria-activedescendant", `${id}-option-${picked}`);
    else box.removeAttribute("aria-activedescendant");
  }

  const closeOptions = () => offer([]);

  function keyed(event) {
    if (event.isComposing) return; // Enter that ends a Japanese conversion is not Enter that sends
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (options.length && move) {
      event.preventDefault();
      picked = (picked + move + options.length) % options.length;
      drawOptions();
    } else if (options.length && event.key === "Escape") {
      closeOptions();
    } else if (options.length && (event.key === "Tab" || (event.key === "Enter" && options[picked].whole !== box.value))) {
      event.preventDefault();
      options[picked].take();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  async function send() {
    const text = box.value;
    if (!text.trim()) return;
    const sent = /^\/\S/.test(text) ? await sendCommand(text) : await sendMessage(text);
    if (sent && box.value === text) insert("");
  }

  async function sendCommand(text) {
    const [command, ...rest] = text.trim().split(/\s/);
    if (thread() !== undefined) {
      toast(t("composer.no_threads", { command }), "warn");
      return false;
    }
    // The box empties at once, as Slack's does; the answer may take its three seconds.
    insert("");
    const result = await act("slash", { channel: channel(), command, text: rest.join(" ") });
    if (!result.ok) insert(text);
    return false;
  }

  async function sendMessage(text) {
    const result = await act("say", { channel: channel(), text, thread_ts: thread() });
    if (result.ok && thread() === undefined) ui.awaited = { channel: channel(), ts: result.ts };
    return result.ok;
  }

  return { render, insert, focus: () => box.focus() };
}

const matchesName = (person, started) =>
  !person.deleted && [person.name, person.real_name.toLowerCase()].some((each) => each.startsWith(started.toLowerCase()));
