import type { CompareData } from "../../compare/CompareData.js";
import { h } from "../dom.js";
import { toggleTheme } from "../theme.js";
import { changesSection } from "./changesSection.js";
import { distributions } from "./distributions.js";
import { sideKey } from "./sideStyle.js";
import { valuesSection } from "./valuesSection.js";

/** The whole page: changes, distributions of scalars, and all values. */
export function comparePage(data: CompareData): HTMLElement[] {
  const search = h("input", {
    type: "search",
    placeholder: "Test or metric",
    "aria-label": "Search tests and metrics",
  });
  const searched = (listener: (wanted: string) => void) => {
    search.addEventListener("input", () => listener(search.value.trim().toLowerCase()));
  };
  window.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    search.focus();
  });
  return [
    h("a", { class: "skip", href: "#main" }, "Skip to what changed"),
    h(
      "header",
      { class: "top" },
      h(
        "span",
        { class: "brand" },
        h("span", { class: "logo", "aria-hidden": "true" }),
        data.title,
      ),
      h(
        "div",
        { class: "tools" },
        search,
        h(
          "button",
          { type: "button", class: "icon", "aria-label": "Light or dark", click: toggleTheme },
          "◐",
        ),
      ),
    ),
    h(
      "main",
      { id: "main", class: "compare", tabindex: -1 },
      h("h1", {}, data.title),
      h(
        "ul",
        { class: "sides" },
        ...data.sides.map(({ name, facts }, at) =>
          h("li", {}, sideKey(at, data.sides.length), h("strong", {}, name), ` ${facts}`),
        ),
      ),
      h("p", {}, data.tally),
      ...data.notes.map((note) => h("p", { class: "caution" }, note)),
      changesSection(data, searched),
      distributions(data, searched),
      valuesSection(data, searched),
    ),
  ];
}
