import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/check/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";

/** A config that nothing can be said against. */
const good = `version: 1
topics:
  motion:
    schema:
      speed: float
  frame:
    schema:
      file: image
  incident:
    event: true
    schema:
      name: string
      description: string
      status: status
      tags: string[]
      metrics: metric[]
metrics:
  Frame:
    type: test
    query_string: SELECT file FROM frame
    template_type: system
    template: image
    skip_if_no_data: true
  Motion rows:
    type: test
    query_string: SELECT COUNT(*) AS "Rows" FROM motion
    template_type: system
    template: scalar
    units: rows
    skip_if_no_data: false
    status:
      query_string: SELECT 1 FROM (SELECT COUNT(*) AS n FROM motion) s WHERE s.n <= ?
      block: 0
  Top speed:
    type: test
    description: the highest speed
    query_string: SELECT MAX(speed) AS "Speed" FROM motion
    template_type: system
    template: scalar
    units: m/s
    skip_if_no_data: false
    status:
      query_string: SELECT 1 FROM motion WHERE speed > ?
      block: 30
      warn: 20
  Speed:
    type: test
    query_string: >-
      SELECT 'speed' AS series, timestamp / 1E9 AS "Time (s)", speed FROM motion
    template_type: system
    template: line
    skip_if_no_data: true
  Path:
    type: test
    query_string: |
      WITH fast AS (SELECT speed, job_id FROM motion WHERE speed > 1)
      SELECT f.speed, m.job_id FROM fast f JOIN metadata m ON f.job_id = m.job_id
    template_type: custom
    template_file: path.liquid
    skip_if_no_data: true
  Mean speed:
    type: batch
    query_string: SELECT AVG(speed) AS "Speed" FROM motion
    template_type: system
    template: scalar
    units: m/s
    skip_if_no_data: true
  Trend:
    type: dashboard
    query_string: SELECT 'mean', build_version, AVG(speed) FROM motion GROUP BY build_version
    template_type: system
    template: bar
    skip_if_no_data: true
metrics sets:
  all:
    metrics: [Frame, Motion rows, Top speed, Speed, Path, Mean speed]
  trends:
    metrics: [Trend]
dashboards:
  trend:
    metrics_set: trends
    refresh: auto
    day_range: 30
`;

const rows = `{"$metadata": {"topic": "motion", "timestamp": 5}, "$data": {"speed": 1.5}}
{"$metadata": {"topic": "frame"}, "$data": {"file": "a.png"}}
{"$metadata": {"topic": "incident", "timestamp": 6, "event": true}, "$data": {"name": "a", "description": "b", "status": "PASSED", "tags": [], "metrics": []}}
`;

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "emissions-check-"));
  mkdirSync(join(dir, "templates"));
  writeFileSync(join(dir, "templates", "path.liquid"), "{}");
  writeFileSync(join(dir, "a.png"), "");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function check(...argv: string[]) {
  const world = fakeWorld({ cwd: dir });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** The codes of what is found, each once, problems first. */
async function codes(files: { config?: string; rows?: string | Uint8Array }): Promise<string[]> {
  const names: string[] = [];
  for (const [name, text] of [
    ["config.resim.yml", files.config],
    ["emissions.resim.jsonl", files.rows],
  ] as const) {
    if (text === undefined) continue;
    writeFileSync(join(dir, name), text);
    names.push(name);
  }
  const { out } = await check(...names, "--json");
  const report = JSON.parse(out) as {
    files: { problems: { code: string }[]; warnings: { code: string }[] }[];
  };
  const of = (kind: "problems" | "warnings") =>
    report.files.flatMap((file) => file[kind].map(({ code }) => code));
  return [...new Set([...of("problems"), ...of("warnings").map((code) => `${code} (warning)`)])];
}

const instead = (from: string | RegExp, to: string) => {
  const text = good.replace(from, to);
  if (text === good) throw new Error(`the config has no ${String(from)}`);
  return text;
};

it("reports nothing for a valid config and valid rows", async () => {
  expect(await codes({ config: good, rows })).toEqual([]);
});

describe("each rule of configs, broken alone, gives its code and no other", () => {
  it.each<[code: string, from: string | RegExp, to: string]>([
    ["Y1", /$/, "\t- x\n"],
    ["Y1", /$/, "version: 1\n"],
    ["Y2", "units: m/s", "units: 5"],
    ["Y2 (warning)", "units: rows", "units: rows\n    color: red"],
    ["C1", "version: 1", "version: 2"],
    ["C2", "metrics: [Trend]", "metrics: [Trend, Trent]"],
    ["C3 (warning)", ", Mean speed]", "]"],
    ["C4", "metrics_set: trends", "metrics_set: trend"],
    ["C4", "metrics: [Trend]", "metrics: [Trend, Mean speed]"],
    ["C4", ", Mean speed]", ", Mean speed, Trend]"],
    ["C5", "type: batch", "type: report"],
    ["C5", "    type: batch\n", ""],
    [
      "C6",
      "template_type: system\n    template: line",
      "template_type: plotly\n    template: line",
    ],
    ["C6", '    query_string: SELECT AVG(speed) AS "Speed" FROM motion\n', ""],
    ["C6", 'SELECT AVG(speed) AS "Speed" FROM motion', "''"],
    ["C7", "template: line", "template: lines"],
    ["C8", "path.liquid", "other.liquid"],
    ["C8", "path.liquid", "below/path.liquid"],
    ["C9", "file: image", "file: string"],
    ["C10", 'SELECT AVG(speed) AS "Speed" FROM motion', "SELECT AVG(speed) FROM motion, speeds"],
    ["C11", "m.job_id FROM fast", "job_id FROM fast"],
    ["C12", "WHERE speed > ?", "WHERE speed > 30"],
    ["C12", "WHERE speed > ?", "WHERE speed > ? OR speed < ?"],
    ["C12", "block: 30", 'block: "30"'],
    ["C12", "      block: 30\n      warn: 20\n", ""],
    ["C12", "      query_string: SELECT 1 FROM motion WHERE speed > ?\n", ""],
    ["C12 (warning)", "AVG(speed) AS", "AVG(speed) + ? AS"],
    ["C13", "  motion:\n", "  container_performance: {schema: {x: int}}\n  motion:\n"],
    ["T2", "    schema:\n      file: image\n", "    event: false\n"],
    ["T6", "speed: float", "speed: double"],
    ["T6", "speed: float", "speed: bigint"],
    ["M1", "file: image", "file: image\n      clip: video"],
    ["Q1", 'SELECT AVG(speed) AS "Speed" FROM motion', "SELECT AVG(speed) FROM motion; SELECT 1"],
    ["Q1", 'SELECT AVG(speed) AS "Speed" FROM motion', "DELETE FROM motion"],
    ["A1 (warning)", "template: line\n    skip_if_no_data: true", "template: line"],
    [
      "A1 (warning)",
      "units: m/s\n    skip_if_no_data: false",
      "units: m/s\n    skip_if_no_data: true",
    ],
    [
      "A2 (warning)",
      /metrics: \[Frame.*/,
      "metrics: [Frame, Motion rows, Top speed, Speed, Mean speed]\n  more: {metrics: [Frame, Motion rows, Top speed, Speed, Path]}",
    ],
    ["A3 (warning)", "[Frame, Motion rows,", "[Motion rows, Frame,"],
    ["A4 (warning)", "    units: rows\n", ""],
    ["A5 (warning)", "the highest speed", "the highest speed".repeat(8)],
    ["A7 (warning)", "version: 1", "version: 1\nglobal: {skip-if-no-data: true}"],
    ["A8 (warning)", "      tags: string[]\n", ""],
    ["A9 (warning)", "      block: 0\n", "      warn: 0\n"],
    ["A10 (warning)", "  frame:\n", "  more: {schema: {x: int}}\n  frame:\n"],
    ["A11 (warning)", "SELECT 'mean', build_version,", "SELECT build_version,"],
  ])("%s, if %j becomes %j", async (code, from, to) => {
    expect(await codes({ config: instead(from, to) })).toEqual([code]);
  });

  it("A6 (warning), if the name of a topic needs quotes in SQL", async () => {
    const config = instead(
      "  frame:\n",
      "  frame/left: {schema: {file: image}}\n  frame:\n",
    ).replace("SELECT file FROM frame", 'SELECT f.file FROM "frame/left" f, frame');
    expect(await codes({ config })).toEqual(["A6 (warning)"]);
  });

  it("Y3, if two files have the same name", async () => {
    writeFileSync(join(dir, "config.resim.yml"), good);
    writeFileSync(
      join(dir, "more.yml"),
      "version: 1\ntopics: {motion: {schema: {speed: float}}}\n",
    );
    const { out } = await check("config.resim.yml", "more.yml", "--json");
    const { files } = JSON.parse(out);
    expect(files[1].problems).toMatchObject([{ code: "Y3", line: 2 }]);
    expect(files[0].problems).toEqual([]);
  });
});

describe("each rule of rows, broken alone, gives its code and no other", () => {
  const also = (row: string) => rows + row;
  const motion = (data: string, head = '"topic": "motion"') =>
    `{"$metadata": {${head}}, "$data": ${data}}\n`;
  it.each<[code: string, broken: string, text: string]>([
    ["E3", "a truncated last line", rows.slice(0, -10)],
    ["E3", "an empty line", `${rows}\n`],
    ["E3", "a byte order mark", `\ufeff${rows}`],
    ["E3 (warning)", "CR LF", rows.replaceAll("\n", "\r\n")],
    ["E3 (warning)", "no LF at the end", rows.trimEnd()],
    ["E4", "no metadata", also('{"$data": {"speed": 1}}\n')],
    [
      "E6",
      "a fraction as timestamp",
      also(motion('{"speed": 1}', '"topic": "motion", "timestamp": 1.5')),
    ],
    [
      "E6 (warning)",
      "a negative timestamp",
      also(motion('{"speed": 1}', '"topic": "motion", "timestamp": -5')),
    ],
    ["E7", "NaN", also(motion('{"speed": NaN}'))],
    ["T1", "an unknown topic", also(motion('{"speed": 1}', '"topic": "motions"'))],
    ["T3", "an unknown field", also(motion('{"speed": 1, "x": 1}'))],
    ["T4", "a missing field", also(motion("{}"))],
    ["T5", "null in a float field", also(motion('{"speed": null}'))],
    ["T5", "names as metrics", rows.replace('"metrics": []', '"metrics": ["Speed"]')],
    [
      "T7",
      "an event of another topic",
      also(motion('{"speed": 1}', '"topic": "motion", "timestamp": 1, "event": true')),
    ],
    ["M2 (warning)", "a missing file", rows.replace("a.png", "b.png")],
    ["M3 (warning)", "a file that is not a picture", rows.replace("a.png", "config.resim.yml")],
    ["A10 (warning)", "a topic without rows", rows.replace(/.*frame.*\n/, "")],
  ])("%s: %s", async (code, _, text) => {
    expect(await codes({ config: good, rows: text })).toEqual([code]);
  });

  it("M4, if they name too many files", async () => {
    const many = Array.from({ length: 101 }, (_, at) => {
      writeFileSync(join(dir, `${at}.png`), "");
      return `{"$metadata": {"topic": "frame"}, "$data": {"file": "${at}.png"}}\n`;
    });
    expect(await codes({ config: good, rows: rows + many.join("") })).toEqual(["M4 (warning)"]);
  });

  it("T8, without a config", async () => {
    expect(await codes({ rows })).toEqual(["T8 (warning)"]);
  });

  it("E3 for an empty file, in addition to the missing topics", async () => {
    expect(await codes({ config: good, rows: "" })).toEqual(["E3 (warning)", "A10 (warning)"]);
  });
});

describe("the readable output", () => {
  it("has the position, the problem, and the fix, and the exit code is 3", async () => {
    writeFileSync(join(dir, "config.resim.yml"), instead("block: 30", 'block: "30"'));
    writeFileSync(join(dir, "emissions.resim.jsonl"), rows);
    const { code, out } = await check("config.resim.yml", "emissions.resim.jsonl");
    expect(code).toBe(3);
    expect(out).toContain(
      "config.resim.yml: refused (3 topics, 7 metrics, 2 metrics sets, 1 dashboard, 1 problem,",
    );
    expect(out).toContain(
      'problem C12: config.resim.yml:44:14: metrics.Top speed.status.block must be a number, got the string "30". Write it without quotes.',
    );
    expect(out).toContain("emissions.resim.jsonl: accepted (3 rows, 1 event, 3 topics,");
  });

  it("judges rows by the config from --config", async () => {
    writeFileSync(join(dir, "config.resim.yml"), good);
    writeFileSync(join(dir, "emissions.resim.jsonl"), rows);
    expect(await check("emissions.resim.jsonl", "--config", "config.resim.yml")).toMatchObject({
      code: 0,
      out: "emissions.resim.jsonl: accepted (3 rows, 1 event, 3 topics, 0 problems, 0 warnings)\n",
    });
  });

  it("reports a --config that does not exist", async () => {
    writeFileSync(join(dir, "emissions.resim.jsonl"), rows);
    const { code, err } = await check("emissions.resim.jsonl", "--config", "none.yml");
    expect(code).toBe(1);
    expect(err).toContain("none.yml: cannot read none.yml: no such file");
  });

  it("lists the first 100 problems with the same code, and counts the others", async () => {
    const bad = "{}\n".repeat(5000);
    writeFileSync(join(dir, "emissions.resim.jsonl"), bad);
    const { out } = await check("emissions.resim.jsonl");
    const lines = [...out.matchAll(/^ {2}problem E4: emissions\.resim\.jsonl:(\d+):/gm)];
    expect(lines.map(([, line]) => Number(line))).toEqual(
      Array.from({ length: 100 }, (_, at) => at + 1),
    );
    expect(out).toContain("E4: and 4900 more with this code");
    expect(out).toMatch(/^emissions\.resim\.jsonl: refused \(.*\b5000 problems, 1 warning\)$/m);
  });
});
