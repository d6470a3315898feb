// The emoji that messages of the bot lean on, drawn here: not every machine has a font with emoji.

const NS = "http://www.w3.org/2000/svg";
const WHITE = { fill: "none", stroke: "#fff", "stroke-width": 2.4, "stroke-linecap": "round", "stroke-linejoin": "round" };
const INK = { fill: "none", stroke: "#5b6470", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round" };
const circle = (fill) => [["circle", { cx: 10, cy: 10, r: 8, fill }]];
const check = ["path", { d: "m5.8 10.4 2.9 2.9 5.6-6.2", ...WHITE }];
const cross = ["path", { d: "m6.8 6.8 6.4 6.4m0-6.4-6.4 6.4", ...WHITE }];
const bar = ["path", { d: "M6 10h8", ...WHITE }];

const SIGNS = {
  white_check_mark: [["rect", { x: 2, y: 2, width: 16, height: 16, rx: 4, fill: "#2e9e6b" }], check],
  heavy_check_mark: [...circle("#2e9e6b"), check],
  x: [...circle("#d63d5c"), cross],
  no_entry: [...circle("#d63d5c"), bar],
  no_entry_sign: [...circle("#d63d5c"), ["path", { d: "m5 5 10 10", ...WHITE }]],
  octagonal_sign: [["path", { d: "M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z", fill: "#d63d5c" }], bar],
  warning: [["path", { d: "M10 2.2 18.6 17.4H1.4z", fill: "#f0b429", stroke: "#f0b429", "stroke-linejoin": "round" }],
    ["path", { d: "M10 7.5v4.5M10 14.7h.01", ...WHITE, stroke: "#402d00", "stroke-width": 2 }]],
  information_source: [...circle("#2f7ebc"), ["path", { d: "M10 9.3v4.7M10 6.2h.01", ...WHITE }]],
  large_green_circle: circle("#2e9e6b"),
  red_circle: circle("#d63d5c"),
  large_yellow_circle: circle("#f0b429"),
  large_blue_circle: circle("#2f7ebc"),
  white_circle: [["circle", { cx: 10, cy: 10, r: 7.2, fill: "none", stroke: "#8a919d", "stroke-width": 1.6 }]],
  hourglass: [["path", { d: "M5 2.5h10M5 17.5h10M6 2.5v3l4 4.5 4-4.5v-3M6 17.5v-3l4-4.5 4 4.5v3", ...INK }]],
  mag: [["circle", { cx: 8.5, cy: 8.5, r: 5.5, fill: "#bfe3f5", stroke: "#5b6470", "stroke-width": 1.8 }], ["path", { d: "m13 13 4.5 4.5", ...INK, "stroke-width": 2.6 }]],
  lock: [["path", { d: "M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9", ...INK }], ["rect", { x: 4, y: 8.5, width: 12, height: 9, rx: 2, fill: "#f0b429" }]],
  bulb: [["path", { d: "M10 2a5.5 5.5 0 0 0-3 10.1V14h6v-1.9A5.5 5.5 0 0 0 10 2z", fill: "#f7c948" }], ["path", { d: "M7.8 16h4.4M8.8 18h2.4", ...INK }]],
  eyes: [["ellipse", { cx: 5.8, cy: 10, rx: 3.8, ry: 5.6, fill: "#fff", stroke: "#5b6470", "stroke-width": 1.4 }],
    ["ellipse", { cx: 14.2, cy: 10, rx: 3.8, ry: 5.6, fill: "#fff", stroke: "#5b6470", "stroke-width": 1.4 }],
    ["circle", { cx: 4.8, cy: 11, r: 2, fill: "#1b1d22" }], ["circle", { cx: 13.2, cy: 11, r: 2, fill: "#1b1d22" }]],
};
SIGNS.hourglass_flowing_sand = SIGNS.hourglass;

export function sign(name) {
  const shapes = SIGNS[name];
  if (!shapes) return null;
  const svg = document.createElementNS(NS, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: "sign", role: "img", "aria-label": name })) {
    svg.setAttribute(key, value);
  }
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(NS, tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.append(shape);
  }
  return svg;
}
