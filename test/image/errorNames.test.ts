import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { temporaryFolder } from "../temporary.js";

const run = promisify(execFile);

/** Makes one of each error that a module exports, and prints their names beside those of the exports. */
const program = (entry: string) => `import * as all from ${JSON.stringify(`./${entry}.ts`)};
const errors = Object.entries(all).filter(([, one]) => one.prototype instanceof Error);
console.log(JSON.stringify(errors.map(([name, Class]) => [name, new Class([], {}, "", new Error()).name])));`;

const exported: [entry: string, errors: string[]][] = [
  [
    "index",
    [
      ...["ApiError", "CancelledError", "ConfigError", "DecodeError", "InputError"],
      ...["MetricDefinitionError", "MetricsError", "UnreadTestsError", "ValidationError"],
    ],
  ],
  [
    "logs",
    [
      ...["ClockError", "DamagedLogError", "MessageError", "NotThisFormatError"],
      ...["SchemaError", "TopicError", "UnsupportedLogError"],
    ],
  ],
  ["robotics", ["RoboticsError"]],
];

it.each(exported)(
  "errors of %s have their names in a minified bundle, too",
  async (entry, errors) => {
    const { outputFiles } = await build({
      stdin: { contents: program(entry), resolveDir: join(packageRoot(), "runtime/src") },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      banner: { js: "const require=process.getBuiltinModule;" },
      write: false,
      conditions: ["@metrics-project/source"],
    });
    const path = join(await temporaryFolder(), "bundle.mjs");
    await writeFile(path, outputFiles[0]?.contents ?? "");
    const names: [string, string][] = JSON.parse((await run(process.execPath, [path])).stdout);
    expect(names.sort()).toEqual(errors.map((name) => [name, name]));
  },
);
