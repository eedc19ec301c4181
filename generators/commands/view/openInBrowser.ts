import type { Environment } from "../../io/childEnvironment.js";
import { startProgram } from "../../io/startProgram.js";

/** Asks the desktop to open `target`; false if there is no program for it. */
export function openInBrowser(
  target: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const command =
    platform === "darwin"
      ? (["open", target] as const)
      : platform === "win32"
        ? // `start` uses its first quoted argument as a window title.
          (["cmd", "/c", "start", '""', target.replace(/&/g, "^&")] as const)
        : ([env.BROWSER || "xdg-open", target] as const);
  return new Promise((resolve) => {
    const child = startProgram(command, { detached: true, stdio: "ignore", env });
    // The child may be the browser itself and keep running; a failure happens quickly.
    const patience = setTimeout(() => done(true), 1500);
    const done = (opened: boolean) => {
      clearTimeout(patience);
      child.unref();
      resolve(opened);
    };
    child.on("error", () => done(false));
    child.on("exit", (code) => done(code === 0));
  });
}
