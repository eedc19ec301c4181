import { h } from "./dom.js";
import { toggleTheme } from "./theme.js";

const keys: readonly (readonly [keys: string, meaning: string])[] = [
  ["/", "filter by name"],
  ["j, k", "next, previous metric"],
  ["1 to 6", "switch the status filters"],
  ["e, v", "enlarge the metric in focus, show its values"],
  ["n, N", "next, previous failure in time"],
  ["[, ]", "previous, next run"],
  ["t", "light or dark"],
  ["Esc", "leave the filter"],
  ["?", "these keys"],
];

/** Actions for keyboard shortcuts of the whole page. */
export interface KeyActions {
  /** Goes to the run before or after. */
  stepRun(by: number): void;
  /** Goes to the failure before or after. */
  stepFailure(by: number): void;
  print(): void;
}

export function listenToKeys(actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "p") {
      event.preventDefault();
      actions.print();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (document.querySelector("dialog[open]") !== null) return;
    if (target.matches("input, select, textarea")) {
      if (event.key === "Escape") {
        if (target instanceof HTMLInputElement && target.value !== "") {
          target.value = "";
          target.dispatchEvent(new Event("input"));
        }
        target.blur();
      }
      return;
    }
    if (act(event.key, actions)) event.preventDefault();
  });
}

function act(key: string, { stepRun, stepFailure }: KeyActions): boolean {
  if (key === "/") document.getElementById("search")?.focus();
  else if (key === "j" || key === "k") moveFocus(key === "j" ? 1 : -1);
  else if (/^[1-6]$/.test(key)) {
    document.querySelectorAll<HTMLElement>("button.filter")[Number(key) - 1]?.click();
  } else if (key === "e" || key === "v") {
    const card = document.activeElement?.closest("article");
    const button = key === "e" ? ".enlarge" : ".icon:not(.enlarge)";
    card?.querySelector<HTMLElement>(`button${button}`)?.click();
  } else if (key === "[" || key === "]") stepRun(key === "]" ? 1 : -1);
  else if (key === "n" || key === "N") stepFailure(key === "n" ? 1 : -1);
  else if (key === "t") toggleTheme();
  else if (key === "?") showKeys();
  else return false;
  return true;
}

function moveFocus(by: number): void {
  const cards = [...document.querySelectorAll<HTMLElement>("main article")].filter(
    (card) => card.offsetParent !== null,
  );
  const current = document.activeElement?.closest("article");
  const at = current === null || current === undefined ? -1 : cards.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : cards.length - 1) : at + by;
  cards[Math.min(cards.length - 1, Math.max(0, next))]?.focus();
}

export function showKeys(): void {
  const dialog = h(
    "dialog",
    { class: "keys", "aria-label": "Keys" },
    h("h2", {}, "Keys"),
    h("dl", {}, ...keys.flatMap(([key, meaning]) => [h("dt", {}, key), h("dd", {}, meaning)])),
    h("button", { type: "button", click: () => dialog.close() }, "Close"),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
