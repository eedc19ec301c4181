import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { LongFirst } from "./test/longFirst.js";

/**
 * Tests that leave nothing behind in their process: no working folder, no variable, no open server. One process per
 * worker runs all of them, which saves starting Node.js and loading the same modules for each file.
 */
const shared = [
  `test/{${[
    ...["check", "cli", "codec", "data", "diff", "docs", "emissions", "generate", "imports", "io"],
    ...["logs", "metrics", "openapi", "packages", "platform", "plop", "robotics", "run"],
    ...["templates", "tools", "types", "unpack", "update", "validate", "writer"],
  ].join(",")}}/**/*.test.ts`,
  // The other two start servers that misbehave, and change clocks.
  "test/api/!(faults|networks).test.ts",
];

/** Coverage is measured without the folder of real logs: CI does not have it, and its floor is one for all machines. */
const env = process.argv.includes("--coverage") ? { METRICS_SHARED: "none" } : {};

const conditions = ["@metrics-project/source", "node", "import", "default"];
const resolving = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/** Of each project. Workers are not among them: `--maxWorkers` would not count. */
const common = {
  env,
  // Generous: it ends what hangs, and judges nobody's speed.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  ...resolving,
  test: {
    globalSetup: "test/buildFirst.ts",
    // Two more than there are processors: for half of their time, the long files wait for a network, a cluster or
    // processes of their own.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongFirst },
    // Started in the order of their names: the many short files fill up the end.
    projects: [
      {
        ...resolving,
        test: {
          ...common,
          name: "apart",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...shared],
        },
      },
      { ...resolving, test: { ...common, name: "shared", include: shared, isolate: false } },
    ],
    // `npm run coverage`. What runs in processes of its own (bins, projects, images) does not count.
    coverage: {
      provider: "v8",
      include: ["{runtime/src,runtime/platform/src,generators}/**/*.ts"],
      exclude: [
        "**/generated/**",
        "generators/tasks/**",
        "generators/bins/**",
        "generators/view/client/**",
      ],
      reporter: ["text-summary", "json-summary"],
      // A floor that only rises: a whole run above it writes the higher figure here, to be committed.
      thresholds: { autoUpdate: (floor: number) => Math.floor(floor), lines: 95, branches: 84 },
    },
  },
});
