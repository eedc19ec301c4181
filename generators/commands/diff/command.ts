import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { JobMetrics } from "@metrics-project/runtime";
import { defineCommand, type World } from "../../cli/command.js";
import { printableLine } from "../../io/printable.js";
import type { Comparison, Difference } from "./compareMessages.js";

const ignorable = [
  "description",
  "importance",
  "order",
  "display",
  "blocking",
  "tags",
  "unit",
  "legendSeriesNames",
] as const;

export const command = defineCommand({
  name: "diff",
  summary: "Compare two messages without their IDs: proof that a port computes the same.",
  usage: "metrics-project diff A B",
  options: {
    absolute: {
      type: "number",
      value: "NUMBER",
      min: 0,
      summary: "numbers may be this far apart (default: 1e-12); seconds, for times",
    },
    relative: {
      type: "number",
      value: "NUMBER",
      min: 0,
      summary: "numbers may be this share of the larger one apart (default: 1e-9)",
    },
    ignore: {
      type: "string",
      multiple: true,
      choices: ignorable,
      summary: "properties that need not agree",
    },
    template: {
      type: "boolean",
      summary:
        "compare plotly's layout.template, too: plotly.py writes its defaults into every figure",
    },
    json: { type: "boolean", summary: "print the differences as JSON" },
  },
  positionals: [
    { name: "A", summary: "a metrics.binproto, or a folder that holds one", required: true },
    { name: "B", summary: "another one", required: true },
  ],
  details: [
    "Metrics, metrics data and events are paired by name; then kinds, values, statuses and all other",
    "properties are compared. What says the same is the same: IDs, the order within the file and within a",
    "set of states, what is left out and what is set to its default, names of status data, 10:00Z and",
    "10:00+00:00, plotly's packed arrays and lists.",
  ].join("\n"),
  examples: [
    [
      "metrics-project diff python/metrics.binproto rehearsal/tests/lap",
      "a port against what it was ported from",
    ],
    [
      "metrics-project diff --relative 1e-6 --ignore order,description A B",
      "numbers may differ in the seventh digit",
    ],
  ],
  exitCodes: "0 the same, 1 a file could not be read, 2 wrong usage, 3 they differ",
  async run(world, { options, positionals }) {
    const tolerance = {
      absolute: options.absolute ?? 1e-12,
      relative: options.relative ?? 1e-9,
    };
    const [nameA = "", nameB = ""] = positionals;
    const a = await readMessage(world, nameA);
    const b = await readMessage(world, nameB);
    if (a === undefined || b === undefined) return 1;
    const { compareMessages } = await import("./compareMessages.js");
    const comparison = compareMessages(a, b, {
      ...tolerance,
      ignore: options.ignore ?? [],
      template: options.template ?? false,
    });
    const same = comparison.differences.length === 0;
    world.stdout.write(
      options.json
        ? `${JSON.stringify({ same, a: nameA, b: nameB, tolerance, ...comparison }, undefined, 2)}\n`
        : report(comparison, nameA, nameB),
    );
    return same ? 0 : 3;
  },
});

async function readMessage(world: World, name: string): Promise<JobMetrics | undefined> {
  const { decodeJobMetrics, MetricsError } = await import("@metrics-project/runtime");
  const path = resolve(world.cwd, name);
  try {
    const isFolder = (await stat(path)).isDirectory();
    return decodeJobMetrics(await readFile(isFolder ? join(path, "metrics.binproto") : path));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason =
      code === "ENOENT"
        ? "there is no metrics.binproto here"
        : error instanceof Error
          ? error.message
          : String(error);
    world.stderr.write(`error: ${name}: ${reason}\n`);
    if (error instanceof MetricsError && error.hint !== undefined) {
      world.stderr.write(`  ${error.hint}\n`);
    }
    return undefined;
  }
}

/** What differs in one metric beyond this many lines is counted. */
const linesShown = 8;

function report(
  { differences, templatesLeftOut, compared }: Comparison,
  nameA: string,
  nameB: string,
): string {
  const counts = `${count(compared.metrics, "metric")}, ${compared.data} metrics data, ${count(compared.events, "event")}`;
  const leftOut =
    templatesLeftOut === 0
      ? ""
      : `not compared: layout.template, which differs in ${count(templatesLeftOut, "figure")} (--template compares it)\n`;
  if (differences.length === 0) return `the same: ${counts}\n${leftOut}`;
  const places = new Map<string, Difference[]>();
  for (const difference of differences) {
    const found = places.get(difference.where);
    if (found === undefined) places.set(difference.where, [difference]);
    else found.push(difference);
  }
  const lines = [...places].flatMap(([place, found]) => {
    const where = printableLine(place);
    const [only] = found;
    if (only?.kind === "only-a") return [`- ${where}: only in A`];
    if (only?.kind === "only-b") return [`+ ${where}: only in B`];
    const shown = found.slice(0, linesShown);
    const width = Math.max(...shown.map(({ field = "" }) => field.length));
    const more = found.length - shown.length;
    return [
      `~ ${where}`,
      ...shown.map((difference) => changeLine(difference, width)),
      ...(more > 0 ? [`    … and ${count(more, "more difference")} (--json has them all)`] : []),
    ];
  });
  const differing = [...places.values()];
  const tally = (kind: Difference["kind"]) =>
    differing.filter(([first]) => first?.kind === kind).length;
  const summary = [
    [tally("changed"), "differ"],
    [tally("only-a"), "only in A"],
    [tally("only-b"), "only in B"],
  ].flatMap(([n, word]) => (n === 0 ? [] : [`${n} ${word}`]));
  const head = [`A: ${nameA}`, `B: ${nameB}`];
  return `${[...head, ...lines, `${summary.join(", ")}; in both: ${counts}`].join("\n")}\n${leftOut}`;
}

function changeLine({ field = "", a, b, detail }: Difference, width: number): string {
  const line = `${field.padEnd(width)}  ${a} → ${b}${detail === undefined ? "" : `   (${detail})`}`;
  return `    ${printableLine(line)}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
