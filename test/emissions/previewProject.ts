import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { emissionPaths } from "../../generators/emissions/preview/emissionFiles.js";
import { Preview } from "../../generators/emissions/preview/Preview.js";
import { fakeWorld } from "../cli/fakeWorld.js";

const second = 1_000_000_000;
const start = 1_791_000_000_000_000_000n;

/** A query of a test metric with its template, and what else its entry has. */
export interface Metric {
  sql: string;
  template?: string;
  more?: object;
}

export const scalar = (sql: string, more = {}): Metric => ({ sql, template: "scalar", more });

const topics = {
  motion: { schema: { speed: "float", gear: "int", mode: "string", tags: "string[]" } },
  empty: { schema: { x: "float" } },
  shot: { schema: { picture: "image" } },
  figure: { schema: { raw_metric: "string" } },
  "near miss": {
    event: true,
    schema: { name: "string", description: "string", status: "status", tags: "string[]" },
  },
};

export const figure = {
  data: [{ type: "scatter", x: [1], y: [2] }],
  layout: { title: { text: "t" } },
};

const templates: Record<string, string> = {
  "raw.liquid": "{{ raw_metric[0] }}",
  "own.liquid": `{"data": [{"type": "bar", "y": [{{ speed | join: ", " }}]}], "layout": {}}`,
  "filter.liquid": `{{ speed | json }}`,
  "loop.liquid":
    "{% for i in (1..100000000) %}{% for j in (1..100000000) %}x{% endfor %}{% endfor %}",
  "outside.liquid": `{% include "../../secret" %}`,
  "text.liquid": "no figure",
};

function row(topic: string, data: object, time?: bigint, event = false): string {
  const stamp = time === undefined ? "" : `, "timestamp": ${time}`;
  const mark = event ? `, "event": true` : "";
  return `{"$metadata": {"topic": "${topic}"${stamp}${mark}}, "$data": ${JSON.stringify(data)}}\n`;
}

const rows = [0, 1, 2, 3].map((i) =>
  row(
    "motion",
    { speed: i + 0.5, gear: i % 2, mode: i < 2 ? "idle" : "drive", tags: ["a", "b"].slice(0, i) },
    start + BigInt(i * second),
  ),
);

/** Of whole groups of tests, which share a preview. */
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A config is YAML, which JSON is, too. */
export async function project(entries: Record<string, Metric>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "preview-"));
  folders.push(cwd);
  const folder = join(cwd, ".resim/metrics/templates");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(templates)) await writeFile(join(folder, name), text);
  await writeFile(join(cwd, "secret.liquid"), "{}");
  const config = {
    version: 1,
    topics,
    metrics: {
      ...Object.fromEntries(
        Object.entries(entries).map(([name, { sql, template, more }]) => [
          name,
          {
            type: "test",
            query_string: sql,
            ...(template === undefined ? {} : { template_type: "system", template }),
            ...more,
          },
        ]),
      ),
      tops: {
        type: "batch",
        query_string:
          "SELECT experience_name AS g, job_conflated_status AS c, COUNT(*) AS n FROM metadata GROUP BY 1, 2 ORDER BY 1",
        template_type: "system",
        template: "bar",
      },
      trend: {
        type: "dashboard",
        query_string:
          "SELECT 'mean' AS s, build_version AS v, AVG(speed) AS m FROM motion GROUP BY 2 ORDER BY 2",
        template_type: "system",
        template: "line",
      },
    },
    "metrics sets": {
      main: { metrics: [...Object.keys(entries), "tops"] },
      trends: { metrics: ["trend"] },
    },
    dashboards: { nightly: { metrics_set: "trends" } },
  };
  await writeFile(join(cwd, ".resim/metrics/config.resim.yml"), JSON.stringify(config));
  const outputs = join(cwd, "outputs");
  await mkdir(outputs);
  await writeFile(
    join(outputs, "emissions.resim.jsonl"),
    [
      ...rows,
      row("shot", { picture: "shot.png" }),
      row("figure", { raw_metric: JSON.stringify(figure) }),
    ].join(""),
  );
  const event = { name: "close", description: "0.2 m", status: "FAIL_WARN", tags: ["near"] };
  await writeFile(
    join(outputs, "metrics.resim.jsonl"),
    row("near miss", event, start, true) + row("near miss", event, start + 5n, true),
  );
  return cwd;
}

export async function opened(entries: Record<string, Metric>) {
  const cwd = await project(entries);
  const world = fakeWorld({ cwd });
  const preview = await Preview.open(world, {
    config: ".resim/metrics/config.resim.yml",
    batch: { batchID: "b", name: "rehearsal", buildVersion: "now", created: new Date() },
  });
  if (preview === undefined) throw new Error("no preview");
  expect(preview.configProblems).toEqual([]);
  const jobID = "11111111-1111-4111-8111-111111111111";
  const test = await preview.addTest({
    jobID,
    name: "lap",
    files: await emissionPaths(join(cwd, "outputs")),
  });
  return { preview, test, jobID };
}
