import { count, h } from "../dom.js";
import { fromNum, shortNumber } from "../numbers.js";
import { statusOf } from "../words.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";
import { bigNumber, limitText } from "./scalarView.js";

export function summaryView(body: BodyOf<"summary">, context: BodyContext): BodyView {
  const [only] = body.rows;
  if (body.rows.length === 1 && only !== undefined) {
    const at = [only.category, only.label].filter((part) => part !== null && part !== "");
    const place = at.length === 0 ? "" : `at ${at.join(", ")}`;
    return { content: bigNumber(fromNum(only.value), body.unit, body, context.status, place) };
  }
  const grouped = body.rows.some(({ category }) => category !== null);
  const labelled = body.rows.some(({ label }) => label !== "");
  const content = h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": `Values of ${context.name}` },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          grouped && h("th", { scope: "col" }, "Group"),
          labelled && h("th", { scope: "col" }, body.indexName || "At"),
          h("th", { scope: "col", class: "right" }, body.unit ? `Value (${body.unit})` : "Value"),
          h("th", { scope: "col" }, "Status"),
        ),
      ),
      h("tbody", {}, ...body.rows.map((row) => tableRow(row, grouped, labelled))),
    ),
  );
  const limits = limitText(body, body.unit);
  const omitted = body.omitted > 0 && h("p", {}, `${count(body.omitted, "more row")} left out`);
  return { content, notes: [limits, omitted].filter((note) => note instanceof HTMLElement) };
}

function tableRow(row: BodyOf<"summary">["rows"][number], grouped: boolean, labelled: boolean) {
  const value = fromNum(row.value);
  const { word, sign, key } = statusOf(row.status);
  return h(
    "tr",
    {},
    grouped && h("th", { scope: "row" }, row.category ?? ""),
    labelled && h("td", {}, row.label),
    h("td", { class: "right", title: String(value) }, shortNumber(value)),
    h(
      "td",
      { class: "verdict" },
      h("span", { class: `sign ${key}`, "aria-hidden": "true" }, sign),
      ` ${word}`,
    ),
  );
}
