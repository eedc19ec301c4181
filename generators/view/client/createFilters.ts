import { importanceOf, statusOf, statusOrder } from "../common/words.js";
import { h } from "./dom.js";
import { changeQuery, readRoute } from "./Route.js";

/** A filter for metrics, events or runs. */
export interface Filterable {
  readonly name: string;
  /** Its label. */
  readonly status: number;
  readonly importance: number;
  readonly text: string;
}

/** The bar of filters. `matches` applies the current filters, which are part of the page's URL. */
export interface Filters {
  readonly element: HTMLElement;
  matches(item: Filterable): boolean;
  setResult(text: string): void;
  /** Sets the filters from the URL. */
  read(): void;
}

/** The label is `Metrics` or `Tests`; tools are elements beside the filters. */
export interface FilterOptions {
  readonly label: string;
  readonly tools?: readonly HTMLElement[];
  /** The items that the chips count. Default: all. */
  readonly counted?: readonly Filterable[];
}

export function createFilters(
  items: readonly Filterable[],
  changed: () => void,
  { label, tools = [], counted = items }: FilterOptions,
): Filters {
  const wanted = new Set<number>();
  const tell = () => {
    changeQuery({
      q: search.value,
      status: [...wanted].join(","),
      importance: importance.value === "0" ? "" : importance.value,
    });
    changed();
  };
  const search = h("input", {
    type: "search",
    id: "search",
    placeholder: "Filter by name",
    "aria-label": "Filter by name",
    autocomplete: "off",
    input: tell,
  });
  const present = statusOrder.filter((status) => items.some((item) => item.status === status));
  const chips = present.map((status) => {
    const { word, sign, key, title } = statusOf(status);
    const chip = h(
      "button",
      {
        type: "button",
        class: `filter ${key}`,
        "aria-pressed": "false",
        "data-filter": status,
        title,
      },
      h("span", { "aria-hidden": "true" }, sign),
      ` ${word} `,
      h(
        "span",
        { class: "tally" },
        counted.filter((item) => item.status === status).length.toLocaleString("en"),
      ),
    );
    chip.addEventListener("click", () => {
      if (!wanted.delete(status)) wanted.add(status);
      chip.setAttribute("aria-pressed", String(wanted.has(status)));
      tell();
    });
    return { chip, status };
  });
  const levels = [...new Set(items.map((item) => item.importance))].sort();
  const importance = h(
    "select",
    { "aria-label": "Filter by importance", id: "importance" },
    h("option", { value: 0 }, "Any importance"),
    ...levels
      .slice(1)
      .map((level) => h("option", { value: level }, `${importanceOf(level)} and above`)),
  );
  importance.addEventListener("change", tell);
  const result = h("p", { class: "result", role: "status" });
  const read = () => {
    const { query } = readRoute(location.hash);
    search.value = query.get("q") ?? "";
    wanted.clear();
    for (const status of (query.get("status") ?? "").split(",")) {
      if (status !== "") wanted.add(Number(status));
    }
    importance.value = query.get("importance") ?? "0";
    for (const { chip, status } of chips) {
      chip.setAttribute("aria-pressed", String(wanted.has(status)));
    }
  };
  read();
  return {
    element: h(
      "div",
      { class: "filters", role: "search", "aria-label": label },
      h("div", { class: "chips" }, ...chips.map(({ chip }) => chip)),
      search,
      levels.length > 1 && importance,
      result,
      ...tools,
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
    read,
  };
}
