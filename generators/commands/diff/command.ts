import { basename, dirname, resolve } from "node:path";
import { defineCommand, type World } from "../../cli/command.js";
import { failsCheck } from "../../compare/rows/Comparison.js";
import type { Side } from "../../compare/side/Side.js";
import { CommandError, usageError } from "../../io/CommandError.js";

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
  summary: "Compare two messages, folders or rehearsals: what changed, worst first.",
  usage: "metrics-project diff BASE HEAD",
  options: {
    format: {
      type: "string",
      choices: ["text", "markdown", "json"],
      summary: "how to print it (default: text); markdown is the comment of a pull request",
    },
    json: { type: "boolean", summary: "the same as --format json" },
    out: { type: "string", value: "FILE", summary: "write it into this file" },
    comment: {
      type: "boolean",
      summary:
        "in the CI of GitHub or GitLab: also into the job's summary, and as one comment of the pull request, updated in place",
    },
    "fail-on": {
      type: "string",
      choices: ["status", "any", "none"],
      summary:
        "exit with 3 when a status got worse or something new fails; at any difference (default); never",
    },
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
    tolerances: {
      type: "string",
      value: "FILE",
      summary:
        'JSON with absolute, relative, and those of single metrics (default: "tolerances" in .metrics-project.json)',
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
  },
  positionals: [
    {
      name: "BASE",
      summary:
        "a metrics.binproto, a folder that holds some, a rehearsal, a file of rehearse --save-baseline, or a *.resim.jsonl",
      required: true,
    },
    { name: "HEAD", summary: "what to compare with it", required: true },
  ],
  details: [
    "Tests, and in them metrics, metrics data and events, are paired by name. A metric that only changed its name,",
    "with the same kind and data, is renamed. What says the same is the same: IDs, the order within the file and",
    "within a set of states, what is left out and what is set to its default, names of status data, 10:00Z and",
    "10:00+00:00, plotly's packed arrays and lists; in batches and reports, when their tests and builds came to be.",
    "Two *.resim.jsonl are compared topic by topic: rows are paired by their time, those of one time in their order.",
  ].join("\n"),
  examples: [
    [
      "metrics-project diff python/metrics.binproto rehearsal/tests/lap/outputs",
      "a port against what it was ported from",
    ],
    [
      "metrics-project diff baseline.json rehearsal --format markdown --fail-on status",
      "in CI: what a pull request changes",
    ],
    [
      "metrics-project diff --relative 1e-6 --ignore order,description A B",
      "numbers may differ in the seventh digit",
    ],
  ],
  exitCodes:
    "0 the same, or nothing that --fail-on names, 1 a file could not be read, 2 wrong usage, 3 they differ",
  async run(world, { options, positionals }) {
    const { format = options.json ? "json" : "text" } = options;
    if (options.json && format !== "json") {
      throw usageError(`--json and --format ${format} exclude each other`);
    }
    const failOn = options["fail-on"] ?? "any";
    const [{ readTolerances }, { readSide }, { recordFile }] = await Promise.all([
      import("../../compare/rows/readTolerances.js"),
      import("../../compare/side/readSide.js"),
      import("../../project/projectRecord.js"),
    ]);
    const { absolute, relative } = options;
    const tolerances = await readTolerances(world.cwd, recordFile, {
      file: options.tolerances,
      absolute,
      relative,
    });
    const [nameA = "", nameB = ""] = positionals;
    if ([nameA, nameB].every((name) => name.endsWith(".resim.jsonl"))) {
      const { diffEmissions } = await import("./diffEmissions.js");
      const [pathA, pathB] = [resolve(world.cwd, nameA), resolve(world.cwd, nameB)];
      const settings = { tolerances, format, signal: world.signal };
      const { same, worse, text } = await diffEmissions(pathA, pathB, settings);
      await write(world, options.out, text);
      return failOn !== "none" && (failOn === "any" ? !same : worse) ? 3 : 0;
    }
    const base = await readSide(world.cwd, nameA, "BASE");
    const head = await readSide(world.cwd, nameB, "HEAD");
    assertComparable(base, head);
    const settings = {
      tolerances,
      ignore: options.ignore ?? [],
      template: options.template ?? false,
      signal: world.signal,
    };
    const { compareSides } = await import("../../compare/rows/compareSides.js");
    const comparison = await compareSides(base, head, settings);
    const { reportOf } = await import("./reportOf.js");
    const report = await reportOf({
      comparison,
      base,
      head,
      settings,
      format,
      columns: world.stdout.columns,
    });
    await write(world, options.out, report.text);
    if (options.comment) {
      const [{ postComment }, { commentMark, markdownReport }] = await Promise.all([
        import("./postComment.js"),
        import("../../compare/report/markdownReport.js"),
      ]);
      const text = markdownReport(comparison, { base, head });
      await postComment(world, text, commentMark(head.project ?? base.project));
    }
    const failed = failOn === "any" ? !report.same : failsCheck(comparison, failOn);
    return failed ? 3 : 0;
  },
});

/** One message has nothing that a rehearsal could be paired with. */
function assertComparable(base: Side, head: Side): void {
  if ((base.kind === "message") === (head.kind === "message")) return;
  const [single, other] = base.kind === "message" ? [base, head] : [head, base];
  const holds =
    other.kind === "folder" ? "only messages in folders below it" : `but a ${other.kind}`;
  throw new CommandError(
    `${other.shown}: there is no metrics.binproto here, ${holds}, and ${single.shown} is a single message`,
    {
      hint: "Compare a message with a message: of a rehearsal, name the outputs folder of one test.",
    },
  );
}

/** Prints the report, or writes all of it into a file or nothing. */
async function write(world: World, out: string | undefined, text: string): Promise<void> {
  if (out === undefined) {
    world.stdout.write(text);
    return;
  }
  const path = resolve(world.cwd, out);
  const { writeFiles } = await import("../../io/writeFiles.js");
  await writeFiles(dirname(path), [{ path: basename(path), content: text }], world.signal);
  world.stdout.write(`${out}\n`);
}
