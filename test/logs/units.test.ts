import type { LogColumn } from "@metrics-project/runtime/logs";
import { expect, it } from "vitest";
import { starterMetric } from "../../generators/logs/scaffold/starterMetric.js";
import { tableTypes } from "../../generators/logs/types/tableTypes.js";

const names = { function: "addDriveMetrics", slug: "drive", label: "Drive" };

it.each([
  ["m", "message.x,"],
  ["mm", "message.x / 1000,"],
  ["cm", "message.x / 100,"],
  ["km", "message.x * 1000,"],
  ["ft", "message.x * 0.3048,"],
  ["DOUBLE", "message.x,"],
])("positions whose header says %s become meters in a starter metric", async (note, read) => {
  const columns: LogColumn[] = ["x", "y"].map((name) => ({ name, kind: "number", note }));
  const types = tableTypes("Drive", columns, { emptyStrings: true });
  const topic = { topic: "drive", type: "", ...types };
  const { text } = await starterMetric(topic, columns, names, new Map());
  expect(text).toContain(`x: (message) => ${read}`);
});
