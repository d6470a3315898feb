// Interactive elements. Each control carries its block and action id, so that `collect` can read what was filled in.

import { append, h, safeUrl } from "./dom.js";
import { confirmed } from "./confirm.js";
import { emoji, emojiText } from "./emoji.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { inline } from "./mrkdwn.js";
import { popMenu } from "./menu.js";
import { state } from "./store.js";

const DRAWN = {
  button,
  static_select: select,
  users_select: peopleSelect,
  radio_buttons: (each, block, context) => choices(each, block, context, "radio"),
  checkboxes: (each, block, context) => choices(each, block, context, "checkbox"),
  overflow,
  datepicker: (each, block, context) => field(each, block, context, { type: "date", value: each.initial_date ?? "" }),
  plain_text_input: textInput,
  number_input: numberInput,
  image: (each) => h("img", { src: safeUrl(each.image_url), alt: each.alt_text, class: "accessory-image", loading: "lazy" }),
  feedback_buttons: feedback,
  icon_button: iconButton,
};

export const element = (each, block, context) => DRAWN[each.type](each, block, context);

// Plain text: line breaks and, unless switched off, emoji names.
export function plain(text) {
  const shown = (line) => (text.emoji === false ? [line] : withEmoji(line));
  return text.text.split("\n").flatMap((line, index) => (index ? [h("br"), ...shown(line)] : shown(line)));
}

const withEmoji = (line) =>
  line.split(/:([a-z0-9_+-]+):/g).map((part, index) => (index % 2 ? emoji(part) : part)).filter((part) => part !== "");

const optionText = (text) => (text.type === "mrkdwn" ? inline(text.text) : plain(text));

const asText = (text) => text.text.replace(/:([a-z0-9_+-]+):/g, (_whole, name) => emojiText(name));

const ids = (each, block) => ({ block: block.block_id, action: each.action_id });

// Uses an element: asks for confirmation if it wants that, shows that it is on its way, and that it failed.
async function use(each, block, context, value, node) {
  if (!context.use || (each.confirm && !(await confirmed(each.confirm)))) return;
  node.classList.remove("failed");
  node.classList.add("busy");
  node.setAttribute("aria-busy", "true");
  const result = await context.use(each, block.block_id, value, node);
  node.classList.remove("busy");
  node.removeAttribute("aria-busy");
  if (!result.ok) {
    node.classList.add("failed");
    node.title = t("press.failed");
  }
}

function button(each, block, context) {
  const press = () => use(each, block, context, each.value, node);
  const props = {
    class: ["button", each.style],
    "aria-label": each.accessibility_label,
    data: ids(each, block),
    on: { click: press },
  };
  const href = each.url && safeUrl(each.url);
  const node = href
    ? h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, ...plain(each.text))
    : h("button", { ...props, type: "button" }, ...plain(each.text));
  return node;
}

function iconButton(each, block, context) {
  const label = each.accessibility_label ?? each.text.text;
  const node = h(
    "button",
    { type: "button", class: "button icon-only", title: label, "aria-label": label, data: ids(each, block),
      on: { click: () => use(each, block, context, each.value, node) } },
    icon(each.icon, 16),
  );
  return node;
}

function feedback(each, block, context) {
  const one = (choice, name) => {
    const label = choice.accessibility_label ?? choice.text.text;
    const node = h(
      "button",
      { type: "button", class: "button quiet", "aria-label": label, data: ids(each, block),
        on: { click: () => use(each, block, context, choice.value, node) } },
      icon(name, 16), h("span", {}, ...plain(choice.text)),
    );
    return node;
  };
  return h("span", { class: "feedback" }, one(each.positive_button, "up"), one(each.negative_button, "down"));
}

function select(each, block, context) {
  const groups = each.option_groups ?? [{ options: each.options }];
  const option = (entry) =>
    h("option", { value: entry.value, selected: entry.value === each.initial_option?.value }, asText(entry.text));
  const options = groups.flatMap((group) =>
    group.label ? [append(h("optgroup", { label: group.label.text }), group.options.map(option))] : group.options.map(option),
  );
  return chooser(each, block, context, options, each.initial_option?.value);
}

function peopleSelect(each, block, context) {
  const people = Object.values(state.people).filter((person) => !person.deleted);
  const options = people.map((person) =>
    h("option", { value: person.id, selected: person.id === each.initial_user }, person.real_name),
  );
  return chooser(each, block, context, options, each.initial_user);
}

function chooser(each, block, context, options, initial) {
  const placeholder = each.placeholder?.text ?? t("input.choose");
  const node = h(
    "select",
    { ...common(each, block, context), "aria-label": context.id ? undefined : placeholder,
      on: { change: () => use(each, block, context, node.value, node) } },
    h("option", { value: "", disabled: Boolean(initial), selected: !initial }, placeholder),
    ...options,
  );
  return node;
}

function choices(each, block, context, type) {
  const chosen = new Set([each.initial_option?.value, ...(each.initial_options ?? []).map((entry) => entry.value)]);
  const group = `${context.input ?? "input"}-${block.block_id}-${each.action_id}`;
  const read = () => readChoices(node, type);
  const option = (entry) =>
    h("label", { class: "choice" },
      h("input", { type, name: group, value: entry.value, checked: chosen.has(entry.value),
        on: { change: () => use(each, block, context, read(), node) } }),
      h("span", {}, ...optionText(entry.text),
        entry.description && append(h("small", {}), optionText(entry.description))));
  const node = append(h("div", { class: "choices", data: { ...ids(each, block), choices: type } }), each.options.map(option));
  return node;
}

function overflow(each, block, context) {
  const entries = () => each.options.map((entry) => ({
    label: asText(entry.text),
    href: entry.url && safeUrl(entry.url),
    run: () => use(each, block, context, entry.value, node),
  }));
  const node = h(
    "button",
    { type: "button", class: "button icon-only", "aria-label": t("more"), "aria-haspopup": "menu", data: ids(each, block),
      on: { click: () => popMenu(node, entries()) } },
    icon("more", 16),
  );
  return node;
}

function common(each, block, context) {
  return {
    id: context.id,
    data: ids(each, block),
    autofocus: each.focus_on_load,
    "aria-describedby": context.described || undefined,
    "aria-invalid": context.invalid ? "true" : undefined,
  };
}

function field(each, block, context, props) {
  const listen = (event) => event.key === "Enter" && !props.multiline && use(each, block, context, node.value, node);
  const node = h(props.multiline ? "textarea" : "input", {
    ...common(each, block, context),
    placeholder: each.placeholder?.text,
    autocomplete: "off",
    spellcheck: "false",
    ...props,
    multiline: undefined,
    on: { keydown: listen, change: () => props.type === "date" && use(each, block, context, node.value, node) },
  });
  return node;
}

function textInput(each, block, context) {
  const limits = { minlength: each.min_length, maxlength: each.max_length, value: each.initial_value ?? "" };
  return field(each, block, context, each.multiline ? { ...limits, multiline: true, rows: 4 } : { ...limits, type: "text" });
}

function numberInput(each, block, context) {
  const props = { type: "number", min: each.min_value, max: each.max_value, step: each.is_decimal_allowed ? "any" : "1" };
  return field(each, block, context, { ...props, value: each.initial_value ?? "" });
}

function readChoices(node, type) {
  const checked = [...node.querySelectorAll("input:checked")].map((input) => input.value);
  return type === "radio" ? (checked[0] ?? null) : checked;
}

// What is filled in below `root`: {block_id: {action_id: value}}.
export function collect(root) {
  const values = {};
  for (const node of root.querySelectorAll("input[data-action], textarea[data-action], select[data-action], .choices")) {
    const { block, action } = node.dataset;
    values[block] ??= {};
    values[block][action] = node.dataset.choices ? readChoices(node, node.dataset.choices) : node.value;
  }
  return values;
}

// Puts earlier input back where block and action are still there; `values` as `collect` returned them.
export function restore(root, values) {
  for (const [block, actions] of Object.entries(values)) {
    for (const [action, value] of Object.entries(actions)) {
      const node = root.querySelector(`[data-block="${CSS.escape(block)}"][data-action="${CSS.escape(action)}"]`);
      if (!node) continue;
      if (node.dataset.choices) {
        for (const input of node.querySelectorAll("input")) input.checked = [value].flat().includes(input.value);
      } else if ("value" in node && node.tagName !== "BUTTON") {
        node.value = value;
      }
    }
  }
}
