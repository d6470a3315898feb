// A confirmation dialog of Block Kit; resolves to whether the person said yes.

import { append, h } from "./dom.js";
import { plain } from "./elements.js";
import { mrkdwn } from "./mrkdwn.js";

export function confirmed(confirm) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog confirm", "aria-labelledby": "confirm-title" });
    const answer = (value) => () => dialog.close(value);
    const text = confirm.text.type === "mrkdwn" ? mrkdwn(confirm.text.text) : plain(confirm.text);
    append(dialog, [
      h("h2", { id: "confirm-title" }, ...plain(confirm.title)),
      append(h("div", { class: "dialog-body" }), text),
      h("footer", {},
        h("button", { type: "button", class: "button", on: { click: answer("no") } }, ...plain(confirm.deny)),
        h("button", { type: "button", class: ["button", confirm.style ?? "primary"], on: { click: answer("yes") } },
          ...plain(confirm.confirm))),
    ]);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
