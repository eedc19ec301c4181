import type { World } from "../../../cli/command.js";
import { CommandError } from "../../../io/CommandError.js";
import type { Launcher } from "../Launcher.js";
import type { NamedFolder, RecordedTest } from "../RehearsalOptions.js";
import { findParts } from "./findParts.js";
import { mergeParts } from "./mergeParts.js";

/**
 * The tests whose results lie in these folders, for a rehearsal of the same build.
 *
 * @throws CommandError where the parts are not a whole rehearsal, or `launcher` starts another build
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
    `the shards ran ${build.name} (${build.hash}), and this is ${launcher.build} (${hash})`,
    {
      hint: "Batch and report need the build that the tests ran with: check that one out or name its image, or run the shards again.",
    },
  );
}
