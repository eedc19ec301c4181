import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { UnpackedJobMetrics } from "@metrics-project/runtime";
import { defineCommand, type World } from "../../cli/command.js";
import { eventSchema, figureTemplate, metricBody, topicBody } from "../../emissions/drawings.js";
import { editConfig } from "../../emissions/editConfig.js";
import { configPaths, findConfig } from "../../emissions/findConfig.js";
import { parseConfig } from "../../emissions/readConfig.js";
import { renderTopics } from "../../emissions/renderTopics.js";
import { CommandError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import { assertNothingUnfinished, type WriteChange, writeFiles } from "../../io/writeFiles.js";
import { findModeFunction } from "../../metric/findModeFunction.js";
import { place } from "../../metric/placePart.js";
import { readSources } from "../../metric/sources.js";
import { loadTypeScript } from "../../project/loadTypeScript.js";
import { readProject } from "../../project/readProject.js";
import { emitModule, eventsTopic } from "./emitModule.js";
import { type Mappings, mappingsOf } from "./mappings.js";
import { emissionsOption, topicsImport, withTopics } from "./withTopics.js";

const modulePath = "src/emit-metrics.ts";

export const command = defineCommand({
  name: "migrate",
  summary: "Create an emissions config and emit calls from the metrics this project writes.",
  usage: "metrics-project migrate [FILE…] [options]",
  options: {
    set: {
      type: "string",
      value: "SET",
      summary: "metrics set to add the metrics to (default: all)",
    },
    "dry-run": { type: "boolean", summary: "print what would be written, without writing it" },
    json: { type: "boolean", summary: "print one JSON object" },
  },
  positionals: [
    {
      name: "FILE",
      summary: "messages of tests to read (default: rehearsal/tests/*/outputs/metrics.binproto)",
      rest: true,
    },
  ],
  details: [
    "Reads the tests of the last rehearsal. Scalars with their limits, series and states over time, plots, bars, histograms,",
    "texts, images, figures and events become topics and metrics of .resim/metrics/config.resim.yml.",
    "src/emit-metrics.ts emits the metrics that the test function added, so that the build writes both. Metrics that rows",
    "cannot express are listed. For batches and reports, write SQL with new metric --output emissions --mode batch.",
  ].join("\n"),
  exitCodes: "0 done, 1 failed, nothing changed, 2 wrong usage",
  async run(world, { options, positionals }) {
    const { root } = await readProject(world.cwd);
    const messages = await readMessages(world, root, positionals);
    const path = findConfig(root) ?? configPaths[0];
    const before = await readFile(join(root, path), "utf8").catch(() => undefined);
    const old =
      before === undefined ? undefined : parseConfig([{ file: path, text: before }]).config;
    const taken = new Set([...(old?.topics.keys() ?? []), eventsTopic]);
    const mappings = mappingsOf(messages, taken);
    const known = mappings.metrics.filter(({ name }) => old?.metrics.has(name));
    if (mappings.metrics.length === 0 && !mappings.events) {
      throw new CommandError("none of these metrics can be expressed as rows", {
        hint: mappings.left.join("; "),
      });
    }
    if (known.length > 0) {
      throw new CommandError(`the config already has ${known[0]?.name}`, {
        code: "conflict",
        hint: "This project already emits. Add metrics with metrics-project new metric --output emissions.",
      });
    }
    if (pathKind(join(root, modulePath)) !== "none") {
      throw new CommandError(`${modulePath} already exists`, {
        code: "conflict",
        hint: "The project was already migrated. To migrate again, remove the file. Nothing was changed.",
      });
    }
    const text = configOf(before, mappings, options.set ?? "all");
    const { config } = parseConfig([{ file: path, text }]);
    const wiring = await wire(root);
    const changes: WriteChange[] = [
      { path, content: text },
      { path: join(dirname(path), figureTemplate.path), content: figureTemplate.text },
      { path: "src/generated/emissions.ts", content: renderTopics(config, [text]) },
      { path: modulePath, content: emitModule(mappings) },
      ...wiring.changes,
    ];
    const files = changes.map((change) => change.path);
    if (options["dry-run"] !== true) {
      assertNothingUnfinished(root);
      await writeFiles(root, changes, world.signal);
    }
    const { left } = mappings;
    const topics = mappings.metrics.map(({ name, topic }) => ({ name, topic }));
    if (options.json) {
      const written = options["dry-run"] !== true;
      const report = {
        root,
        written,
        files,
        metrics: topics,
        events: mappings.events,
        left,
        paste: wiring.paste,
      };
      world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      return 0;
    }
    const word = options["dry-run"] ? "would write" : "wrote    ";
    for (const file of files) world.stdout.write(`${word} ${file}\n`);
    for (const { name, topic } of topics) world.stdout.write(`mapped    ${name}: topic ${topic}\n`);
    if (mappings.events) world.stdout.write(`mapped    events: topic ${eventsTopic}\n`);
    for (const sentence of left) world.stdout.write(`left      ${sentence}\n`);
    for (const sentence of wiring.paste) world.stderr.write(`${sentence}\n`);
    world.stderr.write(`Next: metrics-project check ${path}, then rehearse.\n`);
    return 0;
  },
});

async function readMessages(
  world: World,
  root: string,
  given: readonly string[],
): Promise<UnpackedJobMetrics[]> {
  const { decodeJobMetrics, unpackJobMetrics } = await import("@metrics-project/runtime");
  const tests = join(root, "rehearsal", "tests");
  const names = given.length > 0 ? [] : await readdir(tests).catch(() => []);
  const paths = [
    ...given.map((path) => resolve(world.cwd, path)),
    ...names
      .map((name) => join(tests, name, "outputs", "metrics.binproto"))
      .filter((path) => pathKind(path) === "file"),
  ];
  if (paths.length === 0) {
    throw new CommandError("no test message to migrate from", {
      hint: "Run metrics-project rehearse first, or pass files.",
    });
  }
  return Promise.all(
    paths.map(async (path) => {
      try {
        return unpackJobMetrics(decodeJobMetrics(await readFile(path)));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new CommandError(`cannot read ${path}: ${reason}`, { cause });
      }
    }),
  );
}

function configOf(before: string | undefined, { metrics, events }: Mappings, set: string): string {
  let text = before;
  for (const { name, description, drawing, topic, units, status } of metrics) {
    const body = metricBody({ type: "test", description, drawing, topic, name, units, status });
    const entry = {
      topic: { name: topic, body: topicBody(drawing.schema) },
      metric: { name, body },
      set,
    };
    text = editConfig(text, entry);
    if (status === undefined) continue;
    // Without it, a test that emits nothing of the topic passes.
    text = editConfig(text, { metric: { name: `${name}: rows`, body: gateBody(topic) }, set });
  }
  if (events)
    text = editConfig(text, { topic: { name: eventsTopic, body: topicBody(eventSchema, true) } });
  return text ?? "";
}

function gateBody(topic: string): string {
  return `type: test
description: Rows of the topic ${topic}; 0 means that the test emitted none
query_string: SELECT COUNT(*) AS "Rows" FROM ${topic}
template_type: system
template: scalar
units: rows
skip_if_no_data: false
status:
  query_string: SELECT 1 FROM (SELECT COUNT(*) AS n FROM ${topic}) s WHERE s.n <= ?
  block: 0
`;
}

/** Adds the call to the test function, and the topics to `runMetricsBuild`. What cannot be added is printed to paste. */
async function wire(root: string): Promise<{ changes: WriteChange[]; paste: string[] }> {
  const ts = loadTypeScript(root);
  const sources = await readSources(root);
  const target = findModeFunction(ts, sources, "test");
  const { placed, changes } = place(ts, target, modulePath, {
    callee: "emitMetrics",
    given: [],
    needs: ["writer", "emissions"],
    awaited: false,
  });
  const paste: string[] = [];
  if ("paste" in placed) {
    const { why, path, lines } = placed.paste;
    paste.push(`Not called yet: ${why}. Paste this into ${path ?? "the mode's file"}:`, ...lines);
  }
  const main = "src/main.ts";
  const found = changes.find((change) => change.path === main)?.content ?? sources.get(main);
  const edited = withTopics(ts, String(found ?? ""));
  if ("problem" in edited) {
    paste.push(
      `The topics could not be added: ${edited.problem}. Paste this:`,
      topicsImport,
      `runMetricsBuild(…, { ${emissionsOption} })`,
    );
    return { changes, paste };
  }
  const others = changes.filter((change) => change.path !== main);
  return {
    changes:
      edited.text === undefined ? changes : [...others, { path: main, content: edited.text }],
    paste,
  };
}
