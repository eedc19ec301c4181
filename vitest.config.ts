import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@metrics-project/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["@metrics-project/source", "node", "import", "default"] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
