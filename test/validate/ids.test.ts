import { validateJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink } from "./kitchenSink.js";

const hex = "3f2b8c1e5d4a4c7b9e0f1a2b3c4d5e6f";

/** Whether an id is taken, as a project's, which nothing else refers to. */
function accepts(id: string): boolean {
  const sink = new KitchenSink();
  sink.values("batchwiseBarChartMetricValues").projectId = { data: id };
  return validateJobMetrics(sink.message).length === 0;
}

describe("ids", () => {
  test.each([
    hex,
    hex.toUpperCase(),
    `urn:uuid:${hex}`,
    `uuid:urn:${hex}`,
    `urn:urn:${hex}`,
    `${hex.slice(0, 5)}urn:${hex.slice(5)}`,
    // Taking out urn: is what makes a uuid: of this, which then goes, too.
    `uuurn:id:${hex}`,
    `{${hex}}`,
    `}}{${hex}`,
    `{3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f}`,
    [...hex].join("-"),
    `----${hex}----`,
    "00000000-0000-0000-0000-000000000000",
  ])("taken: %s", (id) => expect(accepts(id)).toBe(true));

  test.each(
    [
      "",
      hex.slice(1),
      `${hex}0`,
      `URN:${hex}`,
      `urn:UUID:${hex}`,
      // Braces go first, and only from the ends; then a hyphen no longer hides one.
      `-{${hex}}`,
      `${hex.slice(0, 4)}{}${hex.slice(4)}`,
      `+${hex.slice(1)}`,
      `0x${hex.slice(2)}`,
      `${hex.slice(0, 3)}_${hex.slice(4)}`,
      ` ${hex.slice(1)}`,
      `${hex}\n`,
      `${hex.slice(0, 31)}\n`,
      `${hex.slice(0, 31)}٣`,
      "g".repeat(32),
      `a${"{".repeat(1_000_000)}b`,
    ].map((id) => [id.slice(0, 60), id]),
  )("refused: %j", (_, id) => expect(accepts(id ?? "")).toBe(false));
});
