import { MetricsError } from "../errors.js";
import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Problem } from "./problem.js";
import { validateJobMetrics } from "./validateJobMetrics.js";

/** How many problems an error's message tells; `problems` has them all. */
const told = 20;

/** A message that the platform would refuse, with every reason. */
export class ValidationError extends MetricsError {
  override readonly name: string = "ValidationError";
  /** Every broken rule, never empty. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.slice(0, told).map((problem) => `\n  ${problem.message}`);
    const rest = problems.length > told ? `\n  … and ${problems.length - told} more` : "";
    super(`the platform would refuse these metrics: ${count}${lines.join("")}${rest}`);
    this.problems = problems;
  }
}

/** Throws a {@link ValidationError} where the platform would refuse the message. */
export function assertValidJobMetrics(message: JobMetrics): void {
  const problems = validateJobMetrics(message);
  if (problems.length > 0) throw new ValidationError(problems);
}
