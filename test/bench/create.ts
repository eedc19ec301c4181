import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../generators/io/packageRoot.js";

/** At most this many times create-vite's wall time. */
const bar = 1.25;

const published = "create-metrics-project";

/**
 * Scaffolding without install, against create-vite's react-ts and a bare `node -e 0`, turn by turn
 * so that all meet the same machine. The bar is for what `npm create` does, with version ranges; from a
 * clone it also writes some megabytes of tarballs. Argument: how many turns (default 30).
 */
export async function run(args: string[]): Promise<void> {
  const turns = Number(args[0] ?? 30);
  const root = packageRoot();
  const vite = join(root, "node_modules", "create-vite", "index.js");
  const scaffold = [join(root, "dist", "create.cjs"), "demo", "--yes", "--no-git", "--no-install"];
  const contenders: Record<string, string[]> = {
    "node -e 0": ["-e", "0"],
    "create-vite": [vite, "demo", "--template", "react-ts", "--no-interactive"],
    [published]: [...scaffold, "--link", "registry"],
    "from a clone": [...scaffold, "--link", "vendored"],
  };
  const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let turn = 0; turn <= turns; turn++) {
    for (const [name, argv] of Object.entries(contenders)) {
      const cwd = mkdtempSync(join(tmpdir(), "bench-create-"));
      const before = performance.now();
      execFileSync(process.execPath, argv, { cwd, stdio: "ignore" });
      const time = performance.now() - before;
      rmSync(cwd, { recursive: true });
      // The first turn only warms the file cache.
      if (turn > 0) times.get(name)?.push(time);
    }
  }

  const medians = new Map([...times].map(([name, list]) => [name, median(list)]));
  const reference = medians.get("create-vite") ?? Number.NaN;
  for (const [name, time] of medians) {
    const ratio = (time / reference).toFixed(2);
    process.stdout.write(`${name.padEnd(24)} ${time.toFixed(1).padStart(7)} ms  ${ratio}\n`);
  }
  const ratio = (medians.get(published) ?? Number.NaN) / reference;
  const verdict = ratio <= bar ? "reached" : "missed";
  process.stdout.write(`bar: at most ${bar} times create-vite: ${verdict} (${turns} turns)\n`);
  if (ratio > bar) process.exitCode = 1;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}
