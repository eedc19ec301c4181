import { MetricDefinitionError } from "../errors.js";
import { describeValue } from "./describeValue.js";

/** Runs `make`, and prefixes the messages of its errors with `what` (`metrics data "speed"`). */
export function about<T>(what: string | (() => string), make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MetricDefinitionError)) throw error;
    const subject = typeof what === "string" ? what : what();
    throw new MetricDefinitionError(`${subject}: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

/** Refuses names that the platform would refuse. */
export function checkName(name: unknown): void {
  if (typeof name !== "string" || name === "") {
    throw new MetricDefinitionError(`its name is ${name === "" ? "empty" : String(name)}`, {
      hint: "Give it a non-empty name.",
    });
  }
  // In UTF-8 they all become U+FFFD, so two different names could become equal.
  if (/\p{Surrogate}/u.test(name)) {
    throw new MetricDefinitionError(
      `its name ${describeValue(name)} contains half a surrogate pair`,
      {
        hint: "Do not cut strings within a character: Array.from(text) splits them into characters.",
      },
    );
  }
}

/** Refuses anything but a string or undefined. */
export function checkText(what: string, text: string | undefined): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  throw new MetricDefinitionError(`its ${what} must be a string, got ${describeValue(text)}`);
}
