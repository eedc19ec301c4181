import { MetricDefinitionError } from "../errors.js";
import { describeValue } from "./describeValue.js";

/** Runs `make` and puts `what` (`metrics data "speed"`) before the message of what it refuses. */
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
      hint: "Give it a name that is not empty.",
    });
  }
  // Written as UTF-8 they all become U+FFFD: two names could become one.
  if (/\p{Surrogate}/u.test(name)) {
    throw new MetricDefinitionError(`its name ${describeValue(name)} holds half a surrogate pair`, {
      hint: "Cut texts between characters, not within one: Array.from(text) gives the characters.",
    });
  }
}

/** Refuses what is neither a text nor left out. */
export function checkText(what: string, text: string | undefined): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  throw new MetricDefinitionError(`its ${what} is ${describeValue(text)}, which is not a text`);
}
