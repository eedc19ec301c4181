import { MetricDefinitionError } from "../errors.js";

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
  if (typeof name === "string" && name !== "") return;
  throw new MetricDefinitionError(`its name is ${name === "" ? "empty" : String(name)}`, {
    hint: "Give it a name that is not empty.",
  });
}
