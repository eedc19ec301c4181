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
      summary: "output format (default: text); markdown is for pull request comments",
    },
    json: { type: "boolean", summary: "same as --format json" },
    out: { type: "string", value: "FILE", summary: "write the result to this file" },
    comment: {
      type: "boolean",
      summary:
        "in GitHub or GitLab CI: also post it to the job summary, and as one pull request comment, updated in place",
    },
    "fail-on": {
      type: "string",
      choices: ["status", "any", "none"],
      summary:
        "exit with code 3 if a status got worse or something new fails; on any difference (default); never",
    },
    absolute: {
      type: "number",
      value: "NUMBER",
      min: 0,
      summary: "maximum absolute difference of numbers (default: 1e-12); in seconds for timestamps",
    },
    relative: {
      type: "number",
      value: "NUMBER",
      min: 0,
      summary:
        "maximum relative difference of numbers, as a share of the larger one (default: 1e-9)",
    },
    tolerances: {
      type: "string",
      value: "FILE",
      summary:
        'JSON file with absolute, relative, and values for single metrics (default: "tolerances" in .metrics-project.json)',
    },
    ignore: {
      type: "string",
      multiple: true,
      choices: ignorable,
      summary: "properties to ignore",
    },
    template: {
      type: "boolean",
      summary:
        "also compare plotly's layout.template: plotly.py writes its defaults into every figure",
    },
  },
  positionals: [
    {
      name: "BASE",
      summary:
        "a metrics.binproto, a folder of them, a rehearsal, a file of rehearse --save-baseline, or a *.resim.jsonl",
      required: true,
    },
    { name: "HEAD", summary: "what to compare with BASE", required: true },
  ],
  details: [
    "Tests are paired by name, and so are their metrics, metrics data and events. A metric that changed only its name,",
    "with the same kind and data, counts as renamed. Differences that mean nothing are ignored. Examples are IDs, the order",
    "in the file, unset fields versus defaults, names of status data, and plotly's packed arrays versus lists. So are 10:00Z",
    "versus 10:00+00:00, the order in a set of states, and the creation times of tests and builds in batches and reports.",
    "Two *.resim.jsonl files are compared by topic: rows are paired by timestamp, and in order for the same timestamp.",
  ].join("\n"),
  examples: [
    [
      "metrics-project diff python/metrics.binproto rehearsal/tests/lap/outputs",
      "compare a port with the original",
    ],
    [
      "metrics-project diff baseline.json rehearsal --format markdown --fail-on status",
      "in CI: report what a pull request changes",
    ],
    [
      "metrics-project diff --relative 1e-6 --ignore order,description A B",
      "allow differences in the seventh digit",
    ],
  ],
  exitCodes:
    "0 no difference, or the --fail-on condition was not met, 1 a file could not be read, 2 wrong usage, 3 different",
  async run(world, { options, positionals }) {
    const { format = options.json ? "json" : "text" } = options;
    if (options.json && format !== "json") {
      throw usageError(`use --json or --format ${format}, not both`);
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

/** A single message cannot be paired with a rehearsal. */
function assertComparable(base: Side, head: Side): void {
  if ((base.kind === "message") === (head.kind === "message")) return;
  const [single, other] = base.kind === "message" ? [base, head] : [head, base];
  const holds = other.kind === "folder" ? "only messages in its subfolders" : `but a ${other.kind}`;
  throw new CommandError(
    `${other.shown} has no metrics.binproto, ${holds}, and ${single.shown} is a single message`,
    {
      hint: "Compare two messages. In a rehearsal, choose the outputs folder of one test.",
    },
  );
}

/** Prints the report, or writes it to a file, all or nothing. */
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
