import { createHash } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { runProgram } from "../../io/runProgram.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import { mounts } from "./mounts.js";
import { superviseProcess } from "./superviseProcess.js";

/** Apptainer, and its former name. */
const programs = ["apptainer", "singularity"] as const;

/**
 * Runs an image with Apptainer or Singularity as the platform does: folders mounted at /tmp/resim, no
 * arguments, without this machine's environment and home. Unlike in Docker, the current user runs it.
 *
 * @param image a .sif file, a URI such as docker://registry.example.com/metrics:1, or a tag, short for
 *   docker://TAG. A URI is pulled once for all runs
 */
export function apptainerLauncher(image: string): Launcher {
  const isFile = /\.(sif|img|sqsh)$/i.test(image);
  const uri = /^[a-z-]+:\/\//.test(image) ? image : `docker://${image}`;
  let ready: Promise<{ program: string; file: string }> | undefined;
  let warned = false;
  const prepared = (world: World) => {
    ready ??= (async () => {
      const program = await findProgram(world);
      const file = isFile ? await existing(world, image) : await pull(world, program, uri);
      return { program, file };
    })();
    return ready;
  };
  return {
    build: image,
    // The network is this machine's.
    hostName: "127.0.0.1",

    async prepare(world) {
      await prepared(world);
    },

    async fingerprint(world) {
      if (isFile) return await hashOf((await prepared(world)).file);
      const [digest] = /(?<=@)sha256:[0-9a-f]{64}$/.exec(uri) ?? [];
      if (digest === undefined && !warned) {
        warned = true;
        world.stderr.write(
          `warning: ${uri} may be another image for the next shard; use its digest (…@sha256:…), or pull it into one .sif file for all shards\n`,
        );
      }
      return digest ?? uri;
    },

    async launch(world: World, { inputs, outputs, log }: RunFolders, timeout: number) {
      const { program, file } = await prepared(world);
      // /tmp of the run: by default it has only 64 MB, and mounts below it need existing folders.
      const work = await mkdtemp(join(tmpdir(), ".metrics-project-"));
      try {
        for (const path of Object.values(mounts))
          await mkdir(join(work, path), { recursive: true });
        return await superviseProcess(world, {
          program,
          args: [
            ...["run", "--containall", "--workdir", work],
            ...["--bind", `${escaped(inputs)}:${mounts.inputs}:ro`],
            ...["--bind", `${escaped(outputs)}:${mounts.outputs}`],
            file,
          ],
          cwd: world.cwd,
          env: world.env,
          log,
          timeout,
        });
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
  };
}

async function findProgram({ cwd, env, signal }: World): Promise<string> {
  for (const program of programs) {
    const { code } = await runProgram([program, "--version"], { cwd, env, signal });
    if (code === 0) return program;
  }
  throw new CommandError("neither apptainer nor singularity is installed, or on the PATH", {
    hint: "--runtime apptainer needs one to run. On a cluster, load it first: module load apptainer.",
  });
}

async function existing({ cwd }: World, image: string): Promise<string> {
  const file = resolve(cwd, image);
  if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  throw new CommandError(`image file not found: ${image}`, {
    hint: `Create it from an image in a registry: apptainer pull ${image} docker://TAG`,
  });
}

/** The image as a file, which is removed when this process ends. */
async function pull(world: World, program: string, uri: string): Promise<string> {
  const { cwd, env, signal } = world;
  const folder = await mkdtemp(join(tmpdir(), ".metrics-project-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "image.sif");
  world.stderr.write(`${program} pull ${uri}\n`);
  const { code, output } = await runProgram([program, "pull", file, uri], { cwd, env, signal });
  if (code === 0) return file;
  const reason = output.trim().split("\n").at(-1) || `it exited with code ${code}`;
  throw new CommandError(`${program} cannot pull ${uri}: ${reason}`, {
    hint: "Check the name, and log in to its registry. A .sif file needs neither.",
  });
}

async function hashOf(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(file);
  const state = `${file} ${ino} ${size} ${mtimeMs}`;
  const known = hashes.get(state);
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const digest = `sha256:${hash.digest("hex")}`;
  hashes.set(state, digest);
  return digest;
}

/** Digests of files that have not changed since: images are large. */
const hashes = new Map<string, string>();

/** Apptainer separates binds with commas, and the parts of each with colons. */
function escaped(path: string): string {
  return path.replace(/[,:]/g, "\\$&");
}
