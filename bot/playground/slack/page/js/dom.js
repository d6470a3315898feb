// Builds nodes. Data only ever becomes text nodes and attributes: nothing on this page parses a string as HTML.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) setProp(node, key, value);
  append(node, children);
  return node;
}

function setProp(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (key === "data") {
    for (const [name, held] of Object.entries(value)) if (held !== undefined) node.dataset[name] = held;
  } else if (key === "class") {
    node.className = [value].flat().filter(Boolean).join(" ");
  } else if (key === "value") {
    node.value = value;
  } else {
    node.setAttribute(key, value === true ? "" : String(value));
  }
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && typeof child !== "boolean") node.append(child);
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

// Shows `items` in order: [{key, version, build}]. A node stays as it is while key and version stay.
export function patchList(container, items) {
  const kept = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const wanted = items.map(({ key, version, build }) => {
    const old = kept.get(key);
    if (old && old.dataset.version === String(version)) return old;
    const node = build();
    node.dataset.key = key;
    node.dataset.version = String(version);
    return node;
  });
  const wantedSet = new Set(wanted);
  for (const node of [...container.children]) if (!wantedSet.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
}

// A link only where a link can lead somewhere harmless.
export function safeUrl(url) {
  return /^(https?:|mailto:|tel:)/i.test(url) ? url : undefined;
}
