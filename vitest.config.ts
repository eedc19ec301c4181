import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@metrics-project/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["@metrics-project/source", "node", "import", "default"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/buildFirst.ts",
    // Generous: it ends what hangs, and judges nobody's speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most of the long tests wait for processes of their own: on two cores, two of them wait together.
    maxWorkers: Math.max(2, availableParallelism() - 1),
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
      // A floor that only rises: a run above it moves it up.
      thresholds: { autoUpdate: (floor: number) => Math.floor(floor), lines: 0, branches: 0 },
    },
  },
});
