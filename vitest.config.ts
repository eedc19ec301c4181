import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@metrics-project/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["@metrics-project/source", "node", "import", "default"] } },
  test: {
    include: ["test/**/*.test.ts"],
    // Generous: it ends what hangs, and judges nobody's speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most of the long tests wait for processes of their own: on two cores, two of them wait together.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
