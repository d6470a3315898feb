// Where people type: Enter sends, `/` completes commands, `@` completes names.

import { avatar } from "./avatar.js";
import { fill, h } from "./dom.js";
import { language, t } from "./i18n.js";
import { icon } from "./icons.js";
import { act, botName, channelOf, me, state, ui } from "./store.js";
import { toast } from "./toast.js";

const TALLEST = 240; // pixels

// `thread` tells the ts of the thread that is answered in; undefined for the composer of a whole conversation.
export class Composer {
  constructor(container, { id, thread }) {
    this.id = id;
    this.thread = thread;
    this.shown = "";
    this.options = [];
    this.picked = 0;
    this.box = h("textarea", { id, rows: 1, class: "typing", "aria-autocomplete": "list", "aria-controls": `${id}-options`,
      on: { input: () => this.typed(), keydown: (event) => this.keyed(event), blur: () => setTimeout(() => this.offer([]), 150) } });
    this.list = h("div", { class: "options", id: `${id}-options`, role: "listbox", hidden: true });
    this.sendButton = h("button", { type: "button", class: "send", on: { click: () => this.send() } }, icon("send"));
    this.slashButton = h("button", { type: "button", class: "quiet-icon", on: { click: () => this.insert("/") } }, "/");
    this.note = h("span", { class: "note" });
    const bar = h("div", { class: "bar" }, this.inThread ? null : this.slashButton, this.note, this.sendButton);
    const form = { class: "composer", on: { submit: (event) => event.preventDefault() } };
    container.replaceChildren(h("form", form, this.list, this.box, bar));
  }

  get inThread() {
    return this.thread() !== undefined;
  }

  get channel() {
    return this.inThread ? ui.thread?.channel : ui.place;
  }

  get draft() {
    return `${ui.user} ${this.channel} ${this.thread() ?? ""}`;
  }

  focus() {
    this.box.focus();
  }

  render() {
    const version = `${this.draft} ${language()}`;
    const conversation = channelOf(this.channel);
    if (this.shown === version || !conversation) return;
    this.shown = version;
    const name = conversation.kind === "im" ? botName() : `#${conversation.name}`;
    this.box.placeholder = t(this.inThread ? "composer.reply" : "composer.message", { name, me: me()?.real_name });
    this.box.setAttribute("aria-label", this.box.placeholder);
    for (const [button, key] of [[this.sendButton, "send"], [this.slashButton, "composer.commands"]]) {
      button.title = t(key);
      button.setAttribute("aria-label", t(key));
    }
    this.note.textContent = t("composer.keys");
    this.box.value = ui.drafts.get(this.draft) ?? "";
    this.grow();
    this.offer([]);
  }

  insert(text) {
    this.box.value = text;
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
    this.typed();
  }

  typed() {
    ui.drafts.set(this.draft, this.box.value);
    this.grow();
    this.complete();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST)}px`;
    this.sendButton.disabled = !this.box.value.trim();
  }

  complete() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const command = !this.inThread && /^\/[\w-]*$/.exec(before);
    const name = /(?:^|\s)@([\w.-]*)$/.exec(before);
    if (command) this.offer(state.commands.filter((each) => each.name.startsWith(command[0])).map((each) => this.commandOption(each)));
    else if (name) this.offer(peopleCalled(name[1]).map((each) => this.nameOption(each, name[1])));
    else this.offer([]);
  }

  commandOption(each) {
    const label = [h("strong", {}, each.name), h("code", {}, each.hint), h("small", {}, each.description)];
    return { label, whole: each.name, take: () => this.insert(`${each.name} `) };
  }

  nameOption(person, started) {
    const take = () => {
      const at = this.box.selectionStart - started.length - 1;
      const rest = this.box.value.slice(this.box.selectionStart);
      this.insert(`${this.box.value.slice(0, at)}@${person.name} ${rest}`);
    };
    return { label: [avatar(person, "small"), h("strong", {}, `@${person.name}`), h("small", {}, person.real_name)], take };
  }

  offer(options) {
    this.options = options;
    this.picked = 0;
    this.list.hidden = options.length === 0;
    this.drawOptions();
  }

  drawOptions() {
    const draw = (option, index) => {
      const take = (event) => {
        event.preventDefault();
        option.take();
      };
      const picked = index === this.picked;
      const props = { class: ["option", picked && "picked"], role: "option", id: `${this.id}-option-${index}`, "aria-selected": String(picked) };
      return h("div", { ...props, on: { pointerdown: take } }, ...option.label);
    };
    fill(this.list, this.options.map(draw));
    if (this.options.length) this.box.setAttribute("aria-activedescendant", `${this.id}-option-${this.picked}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  keyed(event) {
    if (event.isComposing) return; // Enter that ends a Japanese conversion is not Enter that sends
    const { options, picked } = this;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const takes = event.key === "Tab" || (event.key === "Enter" && options[picked]?.whole !== this.box.value);
    if (options.length && move) {
      event.preventDefault();
      this.picked = (picked + move + options.length) % options.length;
      this.drawOptions();
    } else if (options.length && event.key === "Escape") {
      event.stopPropagation();
      this.offer([]);
    } else if (options.length && takes) {
      event.preventDefault();
      options[picked].take();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  async send() {
    const text = this.box.value;
    if (!text.trim()) return;
    if (/^\/\S/.test(text) && this.inThread) {
      toast(t("composer.no_threads", { command: text.split(/\s/)[0] }), "warn");
      return;
    }
    // The box empties at once, as Slack's does: an answer may take its three seconds.
    const draft = this.draft;
    ui.begun = true;
    this.insert("");
    const sent = /^\/\S/.test(text) ? await this.sendCommand(text) : await this.sendMessage(text);
    if (!sent && this.draft === draft && !this.box.value) this.insert(text);
  }

  async sendCommand(text) {
    const [, command, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
    return (await act("slash", { channel: this.channel, command, text: rest })).ok;
  }

  async sendMessage(text) {
    const result = await act("say", { channel: this.channel, text, thread_ts: this.thread() });
    if (result.ok && !this.inThread) ui.awaited = { channel: this.channel, ts: result.ts };
    return result.ok;
  }
}

function peopleCalled(started) {
  const begins = (name) => name.toLowerCase().startsWith(started.toLowerCase());
  return Object.values(state.people).filter((each) => !each.deleted && (begins(each.name) || begins(each.real_name)));
}
