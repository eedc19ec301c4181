import { h } from "./dom.js";
import { importanceOf, statusOf, statusOrder } from "./words.js";

/** What can be asked of a metric or an event. */
export interface Filterable {
  readonly name: string;
  readonly status: number;
  readonly importance: number;
  readonly text: string;
}

/** The bar of filters. `matches` judges by what is set now. */
export interface Filters {
  readonly element: HTMLElement;
  matches(item: Filterable): boolean;
  setResult(text: string): void;
}

export function createFilters(items: readonly Filterable[], changed: () => void): Filters {
  const wanted = new Set<number>();
  const search = h("input", {
    type: "search",
    id: "search",
    placeholder: "Filter by name",
    "aria-label": "Filter by name",
    autocomplete: "off",
    input: changed,
  });
  const present = statusOrder.filter((status) => items.some((item) => item.status === status));
  const chips = present.map((status) => {
    const { word, sign, key } = statusOf(status);
    const chip = h(
      "button",
      { type: "button", class: `filter ${key}`, "aria-pressed": "false", "data-filter": status },
      h("span", { "aria-hidden": "true" }, sign),
      ` ${word} `,
      h("span", { class: "tally" }, String(items.filter((item) => item.status === status).length)),
    );
    chip.addEventListener("click", () => {
      if (!wanted.delete(status)) wanted.add(status);
      chip.setAttribute("aria-pressed", String(wanted.has(status)));
      changed();
    });
    return chip;
  });
  const levels = [...new Set(items.map(({ importance }) => importance))].sort();
  const importance = h(
    "select",
    { "aria-label": "Filter by importance", id: "importance" },
    h("option", { value: 0 }, "Any importance"),
    ...levels
      .slice(1)
      .map((level) => h("option", { value: level }, `${importanceOf(level)} and above`)),
  );
  importance.addEventListener("change", changed);
  const result = h("p", { class: "result", role: "status" });
  return {
    element: h(
      "div",
      { class: "filters", role: "search", "aria-label": "Metrics" },
      h("div", { class: "chips" }, ...chips),
      search,
      levels.length > 1 && importance,
      result,
    ),
    matches: (item) => {
      if (wanted.size > 0 && !wanted.has(item.status)) return false;
      if (item.importance < Number(importance.value)) return false;
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const text = `${item.name} ${item.text}`.toLowerCase();
      return words.every((word) => text.includes(word));
    },
    setResult: (text) => {
      result.textContent = text;
    },
  };
}
