// Block Kit as nodes. `context` tells where the blocks are: {use(element, blockId, value, node), errors, input}.

import { append, h, safeUrl } from "./dom.js";
import { element, plain } from "./elements.js";
import { t } from "./i18n.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const DRAWN = {
  section,
  header: (block) => h("h3", { class: "block-header" }, ...plain(block.text)),
  divider: () => h("hr"),
  context: contextBlock,
  actions: (block, context) => append(h("div", { class: "actions" }), block.elements.map((each) => element(each, block, context))),
  context_actions: (block, context) =>
    append(h("div", { class: "actions small" }), block.elements.map((each) => element(each, block, context))),
  image: imageBlock,
  input: inputBlock,
  rich_text: richText,
  table,
};

export function drawBlocks(blocks, context) {
  return append(h("div", { class: "blocks" }), blocks.map((block) => drawBlock(block, context)));
}

function drawBlock(block, context) {
  const draw = DRAWN[block.type];
  const node = draw ? draw(block, context) : h("p", { class: "muted" }, t("block.unknown", { type: block.type }));
  node.classList.add("block", `block-${block.type}`);
  return node;
}

export function textNodes(text) {
  return text.type === "mrkdwn" ? mrkdwn(text.text) : plain(text);
}

function section(block, context) {
  const body = h("div", { class: "section-body" });
  if (block.text) append(body, [append(h("div", { class: "section-text" }), textNodes(block.text))]);
  if (block.fields) {
    const fields = block.fields.map((field) => append(h("div", { class: "field" }), textNodes(field)));
    append(body, [append(h("div", { class: "fields" }), fields)]);
  }
  const accessory = block.accessory && h("div", { class: "accessory" }, element(block.accessory, block, context));
  return h("div", { class: "section" }, body, accessory);
}

function contextBlock(block) {
  const parts = block.elements.map((each) =>
    each.type === "image" ? image(each, "context-image") : append(h("span"), textNodes(each)),
  );
  return append(h("div", { class: "context" }), parts);
}

function imageBlock(block) {
  const caption = block.title && append(h("figcaption"), plain(block.title));
  return h("figure", {}, caption, image(block, "block-image"));
}

function image(source, className) {
  return h("img", { src: safeUrl(source.image_url), alt: source.alt_text, class: className, loading: "lazy" });
}

function inputBlock(block, context) {
  const id = `${context.input ?? "input"}-${block.block_id}`;
  const error = context.errors?.[block.block_id];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const label = [...plain(block.label), block.optional && h("span", { class: "optional" }, t("input.optional"))];
  const grouped = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const silent = { ...context, use: block.dispatch_action ? context.use : undefined, id, described, invalid: Boolean(error) };
  return h(
    grouped ? "fieldset" : "div",
    { class: ["input", error && "invalid"], "aria-describedby": grouped ? described || undefined : undefined },
    grouped ? h("legend", {}, ...label) : h("label", { for: id }, ...label),
    element(block.element, block, silent),
    error && h("p", { class: "error", id: `${id}-error`, role: "alert" }, error),
    block.hint && append(h("p", { class: "hint", id: `${id}-hint` }), plain(block.hint)),
  );
}

function table(block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const cells = (row, tag) =>
    row.map((cell, column) => {
      const props = { class: [settings[column]?.align && `align-${settings[column].align}`], scope: tag === "th" ? "col" : undefined };
      return h(tag, props, cell.type === "rich_text" ? richText(cell) : cell.text);
    });
  const body = rows.map((row) => append(h("tr"), cells(row, "td")));
  return h("div", { class: "table", tabindex: "0" }, h("table", {},
    h("thead", {}, append(h("tr"), cells(head, "th"))), append(h("tbody"), body)));
}
