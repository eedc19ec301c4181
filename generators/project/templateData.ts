import type { PackageManager } from "./answers.js";
import type { ProjectInput } from "./renderProject.js";

/** How each package manager is told the few things that our templates and messages mention. */
export interface PackageManagerWords {
  install: string;
  /** Before the name of a script. */
  run: string;
  lockfile: string;
}

export const packageManagerWords: Record<PackageManager, PackageManagerWords> = {
  npm: { install: "npm install", run: "npm run", lockfile: "package-lock.json" },
  pnpm: { install: "pnpm install", run: "pnpm run", lockfile: "pnpm-lock.yaml" },
  yarn: { install: "yarn install", run: "yarn run", lockfile: "yarn.lock" },
  bun: { install: "bun install", run: "bun run", lockfile: "bun.lock" },
};

/** Everything that a template may name. Templates are strict: what is not here is an error. */
export function templateData({ answers, version, runtime, cli }: ProjectInput) {
  return {
    ...answers,
    version,
    runtime: runtime.specifier,
    cli: cli.specifier,
    vendored: answers.link === "vendored",
    batch: answers.modes.includes("batch"),
    report: answers.modes.includes("report"),
    mcap: answers.logs === "mcap",
    csv: answers.logs === "csv",
    jsonl: answers.logs === "jsonl",
    npm: answers.packageManager === "npm",
    pnpm: answers.packageManager === "pnpm",
    yarn: answers.packageManager === "yarn",
    bun: answers.packageManager === "bun",
    words: packageManagerWords[answers.packageManager],
  };
}
