import { count, h } from "../dom.js";

/** A list that shows its entries in steps. */
export interface GrowingList<T> {
  readonly element: HTMLElement;
  /** Shows these entries, starting with the first. */
  update(entries: readonly T[]): void;
}

/**
 * Entries in a container, with a button for more.
 * @param step number of entries to add at a time
 * @param noun name of one entry
 */
export function growingList<T>(
  container: HTMLElement,
  { step, noun, draw }: { step: number; noun: string; draw(entry: T): Node[] },
  frame: HTMLElement = container,
): GrowingList<T> {
  let all: readonly T[] = [];
  let shown = 0;
  const button = h("button", { type: "button", class: "tool more", click: () => grow() });
  const status = h("p", { role: "status", class: "empty" });
  const grow = () => {
    const next = all.slice(shown, shown + step);
    container.append(...next.flatMap(draw));
    shown += next.length;
    const rest = all.length - shown;
    button.hidden = rest <= 0;
    button.textContent = `Show ${Math.min(step, rest)} of ${count(rest, `more ${noun}`)}`;
  };
  return {
    element: h("div", {}, frame, status, button),
    update: (entries) => {
      all = entries;
      shown = 0;
      container.replaceChildren();
      status.textContent = entries.length === 0 ? `No ${noun}s` : "";
      status.hidden = entries.length > 0;
      grow();
    },
  };
}
