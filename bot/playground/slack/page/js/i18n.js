// The page's own sentences: texts/en.json and texts/ja.json, same keys in both.

export const LANGUAGES = ["en", "ja"];

let texts = {};
let current = "en";

export async function loadTexts() {
  const loaded = await Promise.all(LANGUAGES.map(async (name) => (await fetch(`/page/texts/${name}.json`)).json()));
  texts = Object.fromEntries(LANGUAGES.map((name, index) => [name, loaded[index]]));
  const remembered = localStorage.getItem("language");
  const browser = (navigator.languages ?? [navigator.language]).map((each) => each.slice(0, 2));
  setLanguage(LANGUAGES.includes(remembered) ? remembered : browser.find((each) => LANGUAGES.includes(each)) ?? "en");
}

export function setLanguage(name, remember = false) {
  current = name;
  document.documentElement.lang = name;
  if (remember) localStorage.setItem("language", name);
}

export const language = () => current;

export function t(key, facts = {}) {
  const text = texts[current][key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

// The sentence `key.one` or `key.many`, with the number as {n}.
export const plural = (key, n) => t(`${key}.${n === 1 ? "one" : "many"}`, { n });

// Data that comes in both languages: {en, ja}.
export const both = (entry) => entry?.[current] ?? entry?.en ?? "";

export const clock = (ts) =>
  new Date(Number(ts) * 1000).toLocaleTimeString(current, { hour: "numeric", minute: "2-digit" });

export function day(ts) {
  const date = new Date(Number(ts) * 1000);
  const today = new Date();
  const difference = Math.round((startOfDay(today) - startOfDay(date)) / 86_400_000);
  if (difference === 0) return t("day.today");
  if (difference === 1) return t("day.yesterday");
  return date.toLocaleDateString(current, { weekday: "long", month: "long", day: "numeric" });
}

const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

// Slack's date tokens, e.g. "{date_short_pretty} {time}".
export function dated(seconds, format, fallback) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, token) => dateToken(token, date, seconds) ?? whole);
}

function dateToken(token, date, seconds) {
  const style = (options) => date.toLocaleDateString(current, options);
  switch (token) {
    case "date_num":
      return date.toISOString().slice(0, 10);
    case "date":
      return style({ year: "numeric", month: "long", day: "numeric" });
    case "date_short":
      return style({ year: "numeric", month: "short", day: "numeric" });
    case "date_long":
      return style({ weekday: "long", year: "numeric", month: "long", day: "numeric" });
    case "date_pretty":
    case "date_short_pretty":
    case "date_long_pretty":
      return near(date) ?? dateToken(token.replace("_pretty", ""), date, seconds);
    case "time":
      return clock(seconds);
    case "time_secs":
      return date.toLocaleTimeString(current);
    case "ago":
      return ago(seconds);
    default:
      return undefined;
  }
}

function near(date) {
  const difference = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
  return { 0: t("day.today"), 1: t("day.yesterday"), "-1": t("day.tomorrow") }[difference];
}

function ago(seconds) {
  const difference = seconds - Date.now() / 1000;
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, each]) => Math.abs(difference) >= each) ?? units[3];
  return new Intl.RelativeTimeFormat(current, { numeric: "auto" }).format(Math.round(difference / size), unit);
}
