import type { World } from "../../../cli/command.js";
import { usageError } from "../../../io/CommandError.js";
import { pathProblem } from "../../../io/insidePath.js";
import { S3Archive, type S3Object } from "../s3/S3Archive.js";
import { parseS3URL, s3URL } from "../s3/S3Place.js";
import { type RemoteInput, remoteTest } from "./remoteTest.js";
import type { TestToRun } from "./TestToRun.js";

/**
 * The tests below a prefix: its subfolders.
 * @throws CommandError if it cannot be listed, or contains no test
 */
export async function testsInBucket(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
  url: string,
): Promise<TestToRun[]> {
  const { bucket, prefix } = parseS3URL(url);
  const archive = await S3Archive.open(world);
  const objects = await archive.list({ bucket, prefix }, world.signal);
  const place = s3URL(bucket, prefix);
  const { tests, unusable } = group(archive, objects, prefix);
  if (unusable.length > 0) {
    const [first = ""] = unusable;
    const what = unusable.length === 1 ? "1 key" : `${unusable.length} keys`;
    world.stderr.write(`warning: ${what} below ${place} cannot be a file of a test: ${first}\n`);
  }
  if (tests.size === 0) {
    throw usageError(`no tests below ${place}`, {
      hint: `Each test needs its own prefix, with its logs below it: ${place}NAME/logs/.`,
    });
  }
  if ([...tests.keys()].every((name) => name === "logs" || name === "experience")) {
    throw usageError(`${place} is a test itself`, {
      hint: "Pass its parent prefix, or put this prefix into a list file.",
    });
  }
  return [...tests].map(([name, files]) =>
    remoteTest(name, s3URL(bucket, `${prefix}${name}/`), files),
  );
}

/** The objects grouped by test, without those outside of tests and hidden ones. */
function group(archive: S3Archive, objects: readonly S3Object[], prefix: string) {
  const tests = new Map<string, RemoteInput[]>();
  const unusable: string[] = [];
  for (const object of objects) {
    const [name = "", ...rest] = object.key.slice(prefix.length).split("/");
    // An object with a trailing slash is an empty marker for a folder.
    if (rest.length === 0 || (name.startsWith(".") && name !== "..")) continue;
    if (pathProblem(name) !== undefined) {
      unusable.push(object.key);
      continue;
    }
    const files = tests.get(name) ?? [];
    tests.set(name, files);
    const path = rest.join("/");
    if (path !== "") files.push({ path, file: archive.file(object) });
  }
  return { tests, unusable };
}
