import { distinctNumber, fromNum, withUnitOf } from "../../common/numbers.js";
import { statusOf } from "../../common/words.js";
import { count, h } from "../dom.js";
import type { TableData } from "../valuesTable.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";
import { bigNumber, boundsOf, limitText } from "./scalarView.js";

export function summaryView(body: BodyOf<"summary">, context: BodyContext): BodyView {
  const [only] = body.rows;
  if (body.rows.length === 1 && only !== undefined) {
    const at = [only.category, only.label].filter((part) => part !== null && part !== "");
    const place = at.length === 0 ? "" : `at ${at.join(", ")}`;
    const value = fromNum(only.value);
    return {
      content: bigNumber(value, body.unit, body, context.status, place),
      value: withUnitOf(String(value), body.unit),
    };
  }
  const grouped = body.rows.some(({ category }) => category !== null);
  const labeled = body.rows.some(({ label }) => label !== "");
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
          labeled && h("th", { scope: "col" }, body.indexName || "At"),
          h("th", { scope: "col", class: "right" }, body.unit ? `Value (${body.unit})` : "Value"),
          h("th", { scope: "col" }, "Status"),
        ),
      ),
      h("tbody", {}, ...body.rows.map((row) => tableRow(row, body, grouped, labeled))),
    ),
  );
  const limits = limitText(
    body,
    body.unit,
    body.rows.map(({ value }) => fromNum(value)),
  );
  const omitted = body.omitted > 0 && h("p", {}, `${count(body.omitted, "more row")} left out`);
  const table = (): TableData => ({
    head: ["Group", body.indexName || "At", body.unit ? `Value (${body.unit})` : "Value", "Status"],
    length: body.rows.length,
    row: (at) => {
      const { category, label, value, status } = body.rows[at] ?? {
        category: "",
        label: "",
        value: 0,
        status: 0,
      };
      return [category ?? "", label, String(fromNum(value)), statusOf(status).word];
    },
    status: (at) => body.rows[at]?.status ?? 0,
  });
  return { content, notes: [limits, omitted].filter((note) => note instanceof HTMLElement), table };
}

function tableRow(
  row: BodyOf<"summary">["rows"][number],
  limits: BodyOf<"summary">,
  grouped: boolean,
  labeled: boolean,
) {
  const value = fromNum(row.value);
  const { word, sign, key } = statusOf(row.status);
  return h(
    "tr",
    {},
    grouped && h("th", { scope: "row" }, row.category ?? ""),
    labeled && h("td", {}, row.label),
    h("td", { class: "right", title: String(value) }, distinctNumber(value, boundsOf(limits))),
    h(
      "td",
      { class: "verdict" },
      h("span", { class: `sign ${key}`, "aria-hidden": "true" }, sign),
      ` ${word}`,
    ),
  );
}
