import type { World } from "../../cli/command.js";
import type { Placed } from "../../metric/placePart.js";
import type { Answers } from "../../project/answers.js";

/** Prints where the call was added, or what to paste. */
export function printPlaced({ stdout, stderr }: World, placed: Placed): void {
  if ("wired" in placed) {
    const { path, line } = placed.wired;
    stdout.write(`called in ${path}:${line}\n`);
    return;
  }
  const { why, path, lines } = placed.paste;
  stderr.write(`Not called yet: ${why}.\nPaste these lines into ${path ?? "the mode's file"}:\n`);
  for (const line of lines) stdout.write(`  ${line}\n`);
}

/** Prints which packages are new, and how to install them. */
export function printPackages(
  { stdout, stderr }: World,
  packages: readonly string[],
  { packageManager }: Answers,
): void {
  if (packages.length === 0) return;
  stdout.write(`added     ${packages.join(", ")} to package.json\n`);
  stderr.write(`Next: ${packageManager} install\n`);
}
