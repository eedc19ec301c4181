import type { KnipConfig } from "knip";

export default {
  workspaces: {
    ".": {
      entry: [
        // What bundle.ts and buildViewAssets.ts start from, besides what the scripts of package.json name.
        "generators/{create,metrics-project}.ts",
        "generators/bins/{create,metrics-project}.cjs",
        "generators/view/client/{,compare/}main.ts",
        // Found by their names: `npm run bench -- NAME`, and files that tests hand to the compiler.
        "test/bench/*.ts",
        "test/types/*.ts",
      ],
      // Only the projects in vitest.config.ts name tests: knip would then also take the templates' tests.
      vitest: { entry: ["test/**/*.test.ts"] },
      project: ["generators/**/*.{ts,cjs}", "test/**/*.ts", "!test/fixtures/**"],
      ignoreUnresolved: [
        // Beside the bins in dist.
        "./scaffolder.cjs",
        "./metrics-project.js",
      ],
      // Tests that need them skip where they are missing.
      ignoreBinaries: ["mkfifo", "mount", "umount", "unshare"],
      ignoreDependencies: [
        // Workspaces, which npm links.
        "@metrics-project/runtime",
        "@metrics-project/platform",
        // What the runtime's optional parts are developed against: parts that no generator or test imports.
        "@datadog/sketches-js",
        "flatbush",
        "fzstd",
        "hyparquet",
        "hyparquet-compressors",
        "ml-matrix",
        "proj4",
        "seek-bzip",
        // A link to the runtime's own.
        "@bufbuild/protobuf",
        // Tools of `generate` and of previews: loaded by path, here from node_modules, for users from a folder of tools.
        "@bufbuild/buf",
        "@redocly/openapi-core",
        "openapi-typescript",
        "ts-proto",
        // Read as files into the page.
        "plotly.js-basic-dist-min",
        "plotly.js-dist-min",
        // Started by their paths in checks, benches and tests, or by hand: `npx plop`.
        "@20minutes/s3rver",
        "@arethetypeswrong/cli",
        "publint",
        "create-vite",
        "gitlab-ci-local",
        // Named to typedoc as a plugin.
        "typedoc-vitepress-theme",
        // Named in a text that a test hands to the compiler.
        "@aws-sdk/client-batch",
        "plop",
      ],
    },
    runtime: { project: ["src/**/*.ts"] },
    "runtime/platform": { project: ["src/**/*.ts"] },
  },
  // Its makers decide what it exports; what it imports counts.
  ignoreIssues: { "runtime/**/generated/**": ["exports", "files", "types"] },
  // The runtime's optional parts import what is an optional peer: that is what makes them optional.
  exclude: ["optionalPeerDependencies"],
} satisfies KnipConfig;
