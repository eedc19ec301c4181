import type { Environment } from "../../io/childEnvironment.js";
import { startProgram } from "../../io/startProgram.js";

/** Asks the desktop to open `target`; false where it has nothing to open it with. */
export function openInBrowser(
  target: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const command =
    platform === "darwin"
      ? (["open", target] as const)
      : platform === "win32"
        ? // `start` takes its first quoted argument for the title of a window.
          (["cmd", "/c", "start", '""', target.replace(/&/g, "^&")] as const)
        : ([env.BROWSER || "xdg-open", target] as const);
  return new Promise((resolve) => {
    const child = startProgram(command, { detached: true, stdio: "ignore", env });
    // A browser may live on as the child; one that is going to fail does so soon.
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
