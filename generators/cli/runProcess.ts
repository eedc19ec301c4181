import type { World } from "./command.js";

/**
 * Runs `main` with the process as its world and leaves with the exit code that it returns. The
 * first Ctrl-C, SIGTERM or closing of the terminal aborts `world.signal`; a second one does not wait
 * for tidying up.
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
  // Under nohup, which takes the output away from the terminal, SIGHUP is to stay ignored.
  if (process.stdout.isTTY) process.on("SIGHUP", onSignal);
  // The reader of a pipe may leave early (`| head`): that is no failure of ours, and the work goes on. What
  // a full disk did not take of the output is one. Of stderr, nothing is worth a failure.
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
    // Opening it costs a tenth of a start, and few commands read it.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signal: cancel.signal,
  };
  // What ends the process before `main` is done, such as a terminal that went away, is no success.
  process.exitCode = 1;
  const code = await main(world, process.argv.slice(2));
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
  process.off("SIGHUP", onSignal);
  process.exitCode = code;
}
