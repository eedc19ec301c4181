import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { type ProgramResult, runProgram } from "../../io/runProgram.js";
import { wordsFor } from "../../project/templateData.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { configFiles } from "./buildGraph.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import { mounts } from "./mounts.js";
import { superviseProcess } from "./superviseProcess.js";

/**
 * Runs a container image as the platform does: folders mounted at /tmp/resim, no arguments, the image's own user.
 * Inputs are mounted read-only, because they are the user's samples.
 */
export function imageLauncher(image: string): Launcher {
  // Docker's own network cannot reach this machine's loopback; on Linux a container may share it.
  const sharesNetwork = process.platform === "linux";
  return {
    build: image,
    hostName: sharesNetwork ? "127.0.0.1" : "host.docker.internal",

    async prepare(world: World) {
      const { cwd, env, signal } = world;
      const found = await runProgram(["docker", "image", "inspect", image], { cwd, env, signal });
      if (found.code !== 0) throw explain(image, found, cwd);
      const newer = await newerThanImage(cwd, found.stdout);
      if (newer !== undefined) {
        world.stderr.write(
          `warning: ${image} is older than ${newer}; rebuild it with ${wordsFor(cwd).run} image\n`,
        );
      }
    },

    async fingerprint({ cwd, env, signal }) {
      const found = await runProgram(["docker", "image", "inspect", image], { cwd, env, signal });
      if (found.code !== 0) throw explain(image, found, cwd);
      return digestOf(found.stdout) ?? image;
    },

    async launch(world: World, { inputs, outputs, log }: RunFolders, timeout: number) {
      const name = `rehearsal-${randomUUID()}`;
      const { cwd, env } = world;
      const docker = (...args: string[]) => runProgram(["docker", ...args], { cwd, env });
      const end = await superviseProcess(world, {
        program: "docker",
        args: [
          ...["run", "--rm", "--name", name],
          ...(sharesNetwork ? ["--network", "host"] : []),
          ...["--volume", `${inputs}:${mounts.inputs}:ro`],
          ...["--volume", `${outputs}:${mounts.outputs}`],
          image,
        ],
        cwd,
        env,
        log,
        timeout,
        onStop: async () => {
          await docker("kill", name);
        },
      });
      await takeOver(image, outputs, docker);
      return end;
    },
  };
}

/** The image's registry digest, the same on all machines; otherwise its local ID. */
function digestOf(inspected: string): string | undefined {
  const [found] = JSON.parse(inspected) as { Id?: string; RepoDigests?: string[] | null }[];
  const [ofRegistry] = [...(found?.RepoDigests ?? [])].sort();
  return ofRegistry?.slice(ofRegistry.indexOf("@") + 1) ?? found?.Id;
}

/**
 * An input file of the image that, judging by its timestamps, changed after the image was built. A
 * file counts even if it was moved into place later with an older modification time.
 */
async function newerThanImage(project: string, inspected: string): Promise<string | undefined> {
  const built = Date.parse(/"Created":\s*"([^"]+)"/.exec(inspected)?.[1] ?? "");
  // Reproducible builds give every image the same creation time, close to the epoch.
  if (!(built > Date.UTC(2000, 0))) return undefined;
  const names = ["src", "assets", "vendor", "Dockerfile", ...configFiles];
  const files = await takeSnapshot(names.map((name) => join(project, name)));
  for (const file of files.keys()) {
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && Math.max(found.mtimeMs, found.ctimeMs) > built)
      return relative(project, file);
  }
  return undefined;
}

/** Files that root wrote in the container would stay owned by root: the next rehearsal could not remove them. */
async function takeOver(
  image: string,
  outputs: string,
  docker: (...args: string[]) => Promise<unknown>,
): Promise<void> {
  const user = process.getuid?.() ?? 0;
  if (user === 0 || process.platform !== "linux") return;
  const owner = `${user}:${process.getgid?.() ?? user}`;
  await docker(
    ...["run", "--rm", "--user", "0", "--volume", `${outputs}:${mounts.outputs}`],
    ...["--entrypoint", "chown", image, "-R", owner, mounts.outputs],
  );
}

function explain(image: string, { code, stderr }: ProgramResult, project: string): CommandError {
  if (code === 127) {
    return new CommandError("docker is not installed or not on the PATH", {
      hint: "Install Docker to use --image.",
    });
  }
  if (/no such image/i.test(stderr)) {
    return new CommandError(`image not found on this machine: ${image}`, {
      hint: `Build it with ${wordsFor(project).run} image.`,
    });
  }
  const reason = stderr.trim().split("\n").at(-1) || `it exited with code ${code}`;
  return new CommandError(`docker does not respond: ${reason}`, {
    hint: "Check that its daemon is running.",
  });
}
