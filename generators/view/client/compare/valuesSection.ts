import type { CompareData, ScalarView } from "../../compare/CompareData.js";
import { h } from "../dom.js";
import { growingList } from "./moreButton.js";

const step = 200;

interface Entry {
  readonly scalar: ScalarView;
  readonly test: number;
}

/** Every scalar of every test on every side: up to ten rehearsals side by side. */
export function valuesSection(
  data: CompareData,
  searched: (listener: (wanted: string) => void) => void,
): HTMLElement | null {
  if (data.scalars.length === 0) return null;
  const all = data.scalars
    .flatMap((scalar) => scalar.tests.map((_, test): Entry => ({ scalar, test })))
    .sort((a, b) => changeOf(b) - changeOf(a));
  const body = h("tbody", {});
  const table = h(
    "div",
    { class: "wide-table", tabindex: 0, role: "region", "aria-label": "All values" },
    h(
      "table",
      { class: "all-values" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, "Test"),
          h("th", { scope: "col" }, "Metric"),
          ...data.sides.map(({ name }) => h("th", { scope: "col", class: "num" }, name)),
        ),
      ),
      body,
    ),
  );
  const list = growingList<Entry>(
    body,
    { step, noun: "value", draw: (entry) => [row(entry)] },
    table,
  );
  const update = (wanted: string) =>
    list.update(
      all.filter(({ scalar, test }) =>
        `${scalar.tests[test]} ${scalar.name}`.toLowerCase().includes(wanted),
      ),
    );
  searched(update);
  update("");
  return h(
    "section",
    { "aria-labelledby": "values" },
    h("h2", { id: "values" }, "All values"),
    h("p", {}, "Sorted by the change from the first rehearsal to the last, largest first."),
    list.element,
  );
}

/** The difference as a share of the larger absolute value, from 0 to 2; a value on one side only is above that. */
function changeOf({ scalar, test }: Entry): number {
  const values = scalar.values[test] ?? [];
  const [before, after] = [values[0] ?? null, values.at(-1) ?? null];
  if (before === null || after === null) return before === after ? 0 : 3;
  const largest = Math.max(Math.abs(before), Math.abs(after));
  return largest === 0 ? 0 : Math.abs(after - before) / largest;
}

const statusClass: Readonly<Record<string, string>> = {
  PASSED: "passed",
  FAIL_WARN: "warn",
  FAIL_BLOCK: "block",
};

function row({ scalar, test }: Entry): HTMLElement {
  const { name, unit, tests, values, statuses } = scalar;
  return h(
    "tr",
    {},
    h("td", {}, tests[test] ?? ""),
    h("td", {}, name),
    ...(values[test] ?? []).map((value, at) => {
      const status = statuses[test]?.[at] ?? "";
      const text =
        value === null ? "–" : `${Number(value.toPrecision(6))}${unit === "" ? "" : ` ${unit}`}`;
      const key = statusClass[status];
      return h("td", { class: `num ${key ?? ""}`, title: status }, text);
    }),
  );
}
