import { CommandError, usageError } from "../../io/CommandError.js";
import type { Tolerance } from "../message/compareValues.js";

/** Maximum differences of numbers, in general and for some metrics. */
export interface Tolerances extends Tolerance {
  /** By patterns for names of metrics; `*` matches anything. The first match applies. */
  readonly metrics: readonly (readonly [pattern: string, tolerance: Tolerance])[];
}

/** Ignores rounding only. */
export const usualTolerance: Tolerance = { absolute: 1e-12, relative: 1e-9 };

/** The tolerance for the metric with that name. */
export function toleranceFor({ metrics, absolute, relative }: Tolerances, name: string): Tolerance {
  const found = metrics.find(([pattern]) => matches(pattern, name));
  return found?.[1] ?? { absolute, relative };
}

function matches(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

/**
 * Reads `{ absolute?, relative?, metrics?: { "Speed*": { absolute?, relative? } } }`.
 *
 * @param where the file or field, for errors
 * @throws CommandError with exit code 2 that names the invalid value
 */
export function parseTolerances(value: unknown, where: string): Partial<Tolerances> {
  const fields = fieldsOf(value, where, ["absolute", "relative", "metrics"]);
  const metrics = fieldsOf(fields.metrics ?? {}, `${where}, "metrics"`);
  const own = parseTolerance(value, where);
  return {
    ...own,
    metrics: Object.entries(metrics).map(([pattern, tolerance]) => {
      const place = `${where}, ${JSON.stringify(pattern)}`;
      fieldsOf(tolerance, place, ["absolute", "relative"]);
      // A metric's missing tolerance defaults to rounding.
      return [pattern, { ...usualTolerance, ...parseTolerance(tolerance, place) }] as const;
    }),
  };
}

function parseTolerance(value: unknown, where: string): Partial<Tolerance> {
  const given = Object.entries(value as Record<string, unknown>).filter(
    ([name]) => name !== "metrics",
  );
  for (const [name, number] of given) {
    if (typeof number === "number" && number >= 0) continue;
    throw usageError(
      `${where}: "${name}" must be a number of at least 0, got ${JSON.stringify(number)}`,
    );
  }
  return Object.fromEntries(given);
}

function fieldsOf(
  value: unknown,
  where: string,
  known?: readonly string[],
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw usageError(`${where} must be an object, got ${JSON.stringify(value)}`);
  }
  const strange = known && Object.keys(value).find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw usageError(`${where}: unknown field "${strange}"`, {
      hint: `Known fields: ${known?.map((name) => `"${name}"`).join(", ")}.`,
    });
  }
  return value as Record<string, unknown>;
}

/** @throws CommandError if the string is not JSON, or has invalid tolerances */
export function parseTolerancesFile(text: string, shown: string): Partial<Tolerances> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${shown} is not JSON`, { cause, exitCode: 2 });
  }
  return parseTolerances(value, shown);
}
