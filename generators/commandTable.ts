import type { Command } from "./cli/command.js";

/**
 * The commands of `metrics-project`. Each is loaded on demand, so that none slows down the startup
 * of another.
 */
export const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  build: () => import("./commands/build/command.js"),
  check: () => import("./commands/check/command.js"),
  diff: () => import("./commands/diff/command.js"),
  new: () => import("./commands/new/command.js"),
  update: () => import("./commands/update/command.js"),
  recopy: () => import("./commands/update/recopy.js"),
  generate: () => import("./commands/generate/command.js"),
  view: () => import("./commands/view/command.js"),
  rehearse: () => import("./commands/rehearse/command.js"),
  pull: () => import("./commands/pull/command.js"),
  push: () => import("./commands/push/command.js"),
  inspect: () => import("./commands/inspect/command.js"),
  migrate: () => import("./commands/migrate/command.js"),
};
