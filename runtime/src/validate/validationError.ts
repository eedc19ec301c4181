import { MetricsError } from "../errors.js";
import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Problem } from "./problem.js";
import { validateJobMetrics } from "./validateJobMetrics.js";

/** How many problems the message of the error lists; `problems` has all of them. */
const told = 20;

/** The platform would refuse the message; lists every reason. */
export class ValidationError extends MetricsError {
  override readonly name: string = "ValidationError";
  /** Every violated rule; never empty. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.slice(0, told).map((problem) => `\n  ${problem.message}`);
    const rest = problems.length > told ? `\n  … and ${problems.length - told} more` : "";
    super(`the platform would refuse these metrics: ${count}${lines.join("")}${rest}`);
    this.problems = problems;
  }
}

/** Throws a {@link ValidationError} if the platform would refuse the message. */
export function assertValidJobMetrics(message: JobMetrics): void {
  const problems = validateJobMetrics(message);
  if (problems.length > 0) throw new ValidationError(problems);
}
