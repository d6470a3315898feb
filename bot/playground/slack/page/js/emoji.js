// The short names that our texts and people's messages use; an unknown one stays as it was typed.

import { sign } from "./signs.js";

export const EMOJI = {
  pray: "🙏", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", "+1": "👍", thumbsup: "👍", "-1": "👎",
  thumbsdown: "👎", warning: "⚠️", x: "❌", no_entry: "⛔", no_entry_sign: "🚫", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", rotating_light: "🚨", information_source: "ℹ️", bulb: "💡", lock: "🔒", unlock: "🔓",
  key: "🔑", mag: "🔍", wastebasket: "🗑️", broom: "🧹", camera: "📷", camera_with_flash: "📸", floppy_disk: "💾",
  desktop_computer: "🖥️", computer: "💻", file_folder: "📁", page_facing_up: "📄", memo: "📝", clipboard: "📋",
  books: "📚", book: "📖", link: "🔗", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", robot_face: "🤖", tada: "🎉",
  wave: "👋", raised_hand: "✋", bow: "🙇", ok_hand: "👌", clap: "👏", smile: "😄", slightly_smiling_face: "🙂",
  thinking_face: "🤔", sweat_smile: "😅", sob: "😭", fire: "🔥", zap: "⚡", star: "⭐", sparkles: "✨", heart: "❤️",
  clock1: "🕐", alarm_clock: "⏰", stopwatch: "⏱️", calendar: "📅", house: "🏠", bell: "🔔", no_bell: "🔕", question: "❓",
  exclamation: "❗", heavy_plus_sign: "➕", heavy_minus_sign: "➖", arrow_right: "➡️", arrows_counterclockwise: "🔄",
  black_square_for_stop: "⏹️", double_vertical_bar: "⏸️", arrow_forward: "▶️", red_circle: "🔴", large_green_circle: "🟢",
  large_yellow_circle: "🟡", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", octagonal_sign: "🛑",
  shield: "🛡️", hospital: "🏥", ticket: "🎫", label: "🏷️", mailbox: "📫", incoming_envelope: "📨", jp: "🇯🇵",
};

const bare = (name) => name.replace(/::skin-tone-\d/, "");

export const emoji = (name) => sign(bare(name)) ?? EMOJI[bare(name)] ?? `:${name}:`;

// Where only characters can stand, as in the options of a menu.
export const emojiText = (name) => EMOJI[bare(name)] ?? `:${name}:`;
