// Line icons on a 20 × 20 grid.

const PATHS = {
  hash: ["M7.5 3 6 17", "M14 3l-1.5 14", "M3.5 7.5h13.5", "M3 12.5h13.5"],
  lock: ["M5 9h10v8H5z", "M7 9V6.5a3 3 0 0 1 6 0V9"],
  home: ["M3.5 9.5 10 4l6.5 5.5", "M5.5 8.5V16h9V8.5"],
  send: ["M3.5 10 16.5 4 12 16.5 9.5 11z", "M9.5 11l7-7"],
  close: ["m5 5 10 10", "m15 5-10 10"],
  menu: ["M3.5 6h13", "M3.5 10h13", "M3.5 14h13"],
  more: ["M10 5h.01", "M10 10h.01", "M10 15h.01"],
  reply: ["M4 4.5h12v9H9.5L6 16.5v-3H4z", "M7 8h6", "M7 10.5h4"],
  eye: ["M2.5 10S5 5.5 10 5.5 17.5 10 17.5 10 15 14.5 10 14.5 2.5 10 2.5 10z", "M10 8.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z"],
  help: ["M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z", "M7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6", "M10 14h.01"],
  sun: ["M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z", "M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1"],
  moon: ["M15.8 12.3A6.5 6.5 0 0 1 7.7 4.2a6.5 6.5 0 1 0 8.1 8.1z"],
  copy: ["M7 7h9v9H7z", "M13 7V4H4v9h3"],
  check: ["m4.5 10.5 3.7 3.7 7.3-8"],
  warn: ["M10 3.5 17.5 16h-15z", "M10 8.5v3.5", "M10 14h.01"],
  file: ["M5.5 3h6l3.5 3.5V17h-9.5z", "M11.5 3v3.5H15"],
  people: ["M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z", "M2.5 16c.3-3 2.3-4.5 5-4.5s4.7 1.5 5 4.5", "M13 9.3a2.3 2.3 0 1 0-.4-4.5", "M14.5 11.7c1.8.5 2.8 2 3 4.3"],
  bolt: ["M11 2.5 4.5 11.5H9L8.5 17.5 15.5 8H11z"],
  trash: ["M4.5 6h11", "M8 6V4h4v2", "m6 6 .6 10.5h6.8L14 6"],
  up: ["M6 9V16H3.5V9z", "M6 9.5 9 3.5c1.5 0 2 1 1.8 2L10.3 8h5c1 0 1.5.8 1.3 1.7l-1.2 5c-.2.8-.8 1.3-1.6 1.3H6"],
  down: ["M6 11V4H3.5v7z", "M6 10.5 9 16.5c1.5 0 2-1 1.8-2l-.5-2.5h5c1 0 1.5-.8 1.3-1.7l-1.2-5C15.2 4.5 14.6 4 13.8 4H6"],
  smile: ["M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z", "M7 11.5c.6 1.5 1.7 2.2 3 2.2s2.4-.7 3-2.2", "M7.7 8h.01M12.3 8h.01"],
  chevron: ["m5.5 8 4.5 4.5L14.5 8"],
  layers: ["M10 3.5 17 7l-7 3.5L3 7z", "m3 10.5 7 3.5 7-3.5", "m3 13.8 7 3.5 7-3.5"],
};

export function icon(name, size = 18) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const attributes = { viewBox: "0 0 20 20", width: size, height: size, class: `icon icon-${name}`, "aria-hidden": "true" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const d of PATHS[name]) {
    const path = document.createElementNS(ns, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
