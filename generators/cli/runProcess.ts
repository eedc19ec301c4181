import type { World } from "./command.js";

/**
 * Runs `main` with the process as its world and exits with the code that it returns. The
 * first Ctrl-C, SIGTERM or closing of the terminal aborts `world.signal`; a second one exits without
 * cleanup.
 */
export async function runProcess(
  main: (world: World, argv: readonly string[]) => Promise<number>,
): Promise<void> {
  const cancel = new AbortController();
  const onSignal = () => {
    if (cancel.signal.aborted) process.exit(130);
    cancel.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // Under nohup, which redirects the output, SIGHUP must stay ignored.
  if (process.stdout.isTTY) process.on("SIGHUP", onSignal);
  // The reader of a pipe may exit early (`| head`): that is not a failure, and the command continues. Output
  // that is lost to a full disk is a failure. Errors of stderr are ignored.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`error: cannot write the output: ${error.message}\n`);
    process.on("exit", () => {
      if (process.exitCode === 0) process.exitCode = 1;
    });
  });
  process.stderr.on("error", () => {});

  const world: World = {
    cwd: process.cwd(),
    env: process.env,
    // Opening stdin takes a tenth of the startup time, and few commands read it.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signal: cancel.signal,
  };
  // If the process ends before `main` is done, such as when the terminal closes, it has not succeeded.
  process.exitCode = 1;
  const code = await main(world, process.argv.slice(2));
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
  process.off("SIGHUP", onSignal);
  process.exitCode = code;
}
