import { count, h } from "./dom.js";

/** Minimum number of entries for our own legend, which scrolls and filters. */
export const manyEntries = 13;

export interface LegendEntry {
  readonly name: string;
  /** The legendgroup of its traces. */
  readonly group: string;
  readonly color: string;
  /** Its difference from others with the same color, in words. */
  readonly pattern: string;
}

/** A legend for many series: click an entry to hide or show it, type to filter. */
export function legendBox(
  entries: readonly LegendEntry[],
  name: string,
  changed: (hidden: ReadonlySet<string>) => void,
): HTMLElement {
  const off = new Set<string>();
  const told = h("span", { class: "type", role: "status" });
  const buttons = entries.map((entry) => {
    const button = h(
      "button",
      {
        type: "button",
        class: "legend-entry",
        "aria-pressed": "true",
        title: [entry.name, entry.pattern].filter(Boolean).join(", "),
      },
      h("span", { class: "swatch", style: `background: ${entry.color}`, "aria-hidden": "true" }),
      entry.name,
      entry.pattern !== "" && h("span", { class: "type" }, ` ${entry.pattern}`),
    );
    button.addEventListener("click", () => {
      if (!off.delete(entry.group)) off.add(entry.group);
      apply();
    });
    return { button, entry };
  });
  const filter = h("input", {
    type: "search",
    placeholder: "Only series with…",
    "aria-label": `Only series of ${name} whose name contains`,
    input: () => apply(),
  });
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hidden = new Set<string>();
    for (const { button, entry } of buttons) {
      const matches = words.every((word) => entry.name.toLowerCase().includes(word));
      button.hidden = !matches;
      const shown = matches && !off.has(entry.group);
      button.setAttribute("aria-pressed", String(shown));
      if (!shown) hidden.add(entry.group);
    }
    const shown = entries.length - hidden.size;
    told.textContent =
      hidden.size === 0 ? "" : `${shown} of ${count(entries.length, "series", "series")}`;
    changed(hidden);
  };
  const none = h("button", { type: "button", class: "tool" }, "None");
  const all = h("button", { type: "button", class: "tool" }, "All");
  none.addEventListener("click", () => {
    for (const { group } of entries) off.add(group);
    apply();
  });
  all.addEventListener("click", () => {
    off.clear();
    filter.value = "";
    apply();
  });
  return h(
    "div",
    { class: "legend" },
    h("div", { class: "legend-tools" }, filter, all, none, told),
    h(
      "div",
      {
        class: "legend-entries",
        tabindex: 0,
        role: "group",
        "aria-label": `Series of ${name}`,
      },
      ...buttons.map(({ button }) => button),
    ),
  );
}
