import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { scaffold } from "../image/scaffold.js";
import { startDocker } from "../image/startDocker.js";

const image = "metrics-project-image-bench";
const base = "node:24-slim";

/** Runs within the container: the build and `node -e 0` in turn, so that both meet the same load. */
const measure = `
  const { spawnSync } = require("node:child_process");
  const time = (...args) => {
    const start = process.hrtime.bigint();
    const { status, stderr } = spawnSync("node", args);
    if (status !== 0) throw new Error(String(stderr));
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const rounds = Array.from({ length: 30 }, () => [time("-e", "0"), time("/app/main.mjs")]);
  console.log(JSON.stringify([0, 1].map((at) => rounds.map((round) => round[at]).sort((a, b) => a - b))));
`;

/**
 * `npm run bench -- image`, after `npm run build`: how large the image of a JSON lines project is
 * above its base (bar: 3 MB), and how long it takes for a small sample, against `node -e 0` in the
 * same container (bar: 2.5 times).
 */
export async function run(): Promise<void> {
  const engine = await startDocker();
  if (engine === undefined) throw new Error("there is no container engine");
  const project = await mkdtemp(join(tmpdir(), "metrics-project-"));
  const docker = async (...args: string[]) => {
    const { code, stdout, stderr } = await engine.docker(...args);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  try {
    await scaffold(project);
    const install = ["install", "--no-audit", "--no-fund", "--prefer-offline"];
    await promisify(execFile)("npm", install, { cwd: project });
    await docker("build", "--network", "host", "--tag", image, project);
    const size = async (name: string) =>
      Number(await docker("image", "inspect", name, "--format", "{{.Size}}"));
    const above = (await size(image)) - (await size(base));
    console.log(`${(above / 1e6).toFixed(2)} MB above ${base}`);
    const inputs = `${join(project, "samples/lap")}:/tmp/resim/inputs:ro`;
    const printed = await docker(
      ...["run", "--rm", "--network", "none", "--volume", inputs, image, "node", "-e", measure],
    );
    const [bare = [], whole = []]: number[][] = JSON.parse(printed);
    for (const [name, at] of [
      ["least", 0],
      ["median", 15],
    ] as const) {
      const [a = 0, b = 0] = [bare[at], whole[at]];
      const ratio = (b / a).toFixed(2);
      console.log(
        `${name}: node -e 0 ${a.toFixed(1)} ms, a test ${b.toFixed(1)} ms, ${ratio} times`,
      );
    }
  } finally {
    await engine.docker("image", "rm", "--force", image);
    await engine.stop();
    await rm(project, { recursive: true, force: true });
  }
}
