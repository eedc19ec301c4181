import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runServer } from "verdaccio";

const run = promisify(execFile);

/** A registry on this machine: packages that were published to it, and all else from the usual one. */
export interface Registry {
  /** Ends with a slash. */
  readonly url: string;
  /**
   * Publishes the package in `folder`, long ago: some package managers do not touch what was published within the
   * last day.
   */
  publish(folder: string): Promise<void>;
  stop(): Promise<void>;
}

/** The packages of this repository, which nobody asks the usual registry for. */
const ours = ["create-metrics-project", "@metrics-project/*"];
const longAgo = "2020-01-01T00:00:00.000Z";

/** Starts Verdaccio with an empty storage. */
export async function startRegistry(): Promise<Registry> {
  const { stdout } = await run("npm", ["config", "get", "registry"], { cwd: "/" });
  const home = await mkdtemp(join(tmpdir(), "metrics-project-registry-"));
  const storage = join(home, "storage");
  const anybody = { access: "$all", publish: "$all" };
  const server = await runServer({
    // Where its own files go.
    configPath: join(home, "config.yaml"),
    self_path: home,
    storage,
    uplinks: { usual: { url: stdout.trim(), maxage: "10m", timeout: "120s" } },
    packages: {
      ...Object.fromEntries(ours.map((name) => [name, anybody])),
      "**": { access: "$all", proxy: "usual" },
    },
    web: { enable: false },
    log: { type: "stdout", level: "fatal" },
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const npmrc = join(home, "npmrc");
  await writeFile(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`);
  return {
    url,
    async publish(folder) {
      await run("npm", ["publish", "--silent", "--userconfig", npmrc], { cwd: folder });
      const { name } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const stored = join(storage, name, "package.json");
      const packument = JSON.parse(await readFile(stored, "utf8"));
      const times = Object.keys(packument.time).map((key) => [key, longAgo]);
      const aged = { ...packument, time: Object.fromEntries(times) };
      await writeFile(stored, JSON.stringify(aged));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(home, { recursive: true, force: true });
    },
  };
}
