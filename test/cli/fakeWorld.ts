import { PassThrough, Writable } from "node:stream";
import type { World } from "../../generators/cli/command.js";

/** A world without a terminal whose outputs can be read. */
export interface FakeWorld extends World {
  readonly out: () => string;
  readonly err: () => string;
}

/** Everything may be replaced, outputs excepted. */
export function fakeWorld(replace: Partial<Omit<World, "stdout" | "stderr">> = {}): FakeWorld {
  const stdout = new TextSink();
  const stderr = new TextSink();
  return {
    cwd: process.cwd(),
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdin: new PassThrough(),
    signal: new AbortController().signal,
    ...replace,
    stdout,
    stderr,
    out: () => stdout.text,
    err: () => stderr.text,
  };
}

class TextSink extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
