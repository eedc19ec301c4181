import { printable } from "../io/printable.js";
import type { Output } from "./command.js";

const raw = Symbol("the output itself");

/** An output that is safe for untrusted text: names and messages from outside cannot move the cursor. */
export function safeOutput(output: Output): Output {
  return Object.create(output, {
    [raw]: { value: output },
    write: {
      value: (chunk: string | Uint8Array, done?: (error?: Error | null) => void) =>
        output.write(typeof chunk === "string" ? printable(chunk) : chunk, done),
    },
  }) as Output;
}

/** The output behind a safe one, for code that draws: it must make untrusted text printable first. */
export function rawOutput(output: Output): Output {
  return raw in output ? (output[raw] as Output) : output;
}
