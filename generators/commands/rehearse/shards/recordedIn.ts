import type { World } from "../../../cli/command.js";
import { CommandError } from "../../../io/CommandError.js";
import type { Launcher } from "../Launcher.js";
import type { NamedFolder, RecordedTest } from "../RehearsalOptions.js";
import { findParts } from "./findParts.js";
import { mergeParts } from "./mergeParts.js";

/**
 * The tests with results in these folders, for a rehearsal of the same build.
 *
 * @throws CommandError if the parts are not a complete rehearsal, or `launcher` starts another build
 */
export async function recordedIn(
  world: World,
  folders: readonly NamedFolder[],
  launcher: Launcher,
): Promise<readonly RecordedTest[]> {
  const { build, tests } = await mergeParts(await findParts(folders));
  await launcher.prepare(world);
  const hash = await launcher.fingerprint(world);
  if (hash === build.hash) return tests;
  throw new CommandError(
    `the shards ran ${build.name} (${build.hash}), but this is ${launcher.build} (${hash})`,
    {
      hint: "Batch and report need the build that the tests ran with: check it out, pass its image, or run the shards again.",
    },
  );
}
