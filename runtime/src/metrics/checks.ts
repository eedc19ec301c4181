import { describeValue } from "../data/describeValue.js";
import { ExternalFileData } from "../data/externalFile.js";
import type { AnyData, AnyGrouped, AnySeries, AnyStatuses } from "../data/series.js";
import { describeDifference, GroupedData, groupedOf, SeriesData } from "../data/seriesData.js";
import { MetricDefinitionError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import type { IndexKinds } from "./describeType.js";

/**
 * Repeats the checks of the types at run time, for callers in JavaScript and names that are only
 * known at run time. The data must be a series of this kind, indexed by one of these kinds.
 */
export function checkSeries(
  role: string,
  data: unknown,
  { kind, index }: { readonly kind: SeriesKind; readonly index: IndexKinds },
): void {
  if (!(data instanceof SeriesData || data instanceof GroupedData)) {
    throw new MetricDefinitionError(
      `its ${role} ${data === undefined ? "are missing" : `are ${describeData(data)}`}`,
      { hint: `Create them with ${kind}("NAME", …).` },
    );
  }
  if (data.kind !== kind) {
    throw new MetricDefinitionError(`its ${role} "${data.name}" are ${data.kind}, not ${kind}`, {
      hint: `Create them with ${kind}("NAME", …).`,
    });
  }
  const found = data.index?.kind;
  if (index === "any" || index.includes(found)) return;
  const wanted = index.map((kind) => kind ?? "nothing").join(" or ");
  throw new MetricDefinitionError(
    `its ${role} "${data.name}" are indexed by ${found ?? "nothing"}, not by ${wanted}`,
    { hint: `Set an index for the series: ${kind}("NAME", …, { index }).` },
  );
}

/** The same check for image data. */
export function checkFile(role: string, data: unknown): void {
  if (data instanceof ExternalFileData) return;
  throw new MetricDefinitionError(
    `its ${role} ${data === undefined ? "is missing" : `is ${describeData(data)}`}`,
    { hint: 'Create it with outputs.file(…) or externalFile("NAME", "path/in/outputs.png").' },
  );
}

/** Related data must have the same index, grouping and lengths. */
export function checkSameShape(
  role: string,
  data: AnySeries | AnyGrouped,
  otherRole: string,
  other: AnySeries | AnyGrouped,
): void {
  const fail = (problem: string, hint: string): never => {
    throw new MetricDefinitionError(
      `its ${otherRole} "${other.name}" do not match the ${role} "${data.name}": ${problem}`,
      { hint },
    );
  };
  if (data.grouped !== other.grouped) {
    const [one, two] = data.grouped ? ["the latter", "former"] : ["the former", "latter"];
    fail(
      `${one} are grouped, but the ${two} are not`,
      "Group both by the same series: groupBy(data, by).",
    );
  }
  if (data.index !== other.index) {
    const name = (index: { name: string } | undefined) =>
      index === undefined ? "no index" : `the index "${index.name}"`;
    const same = data.index?.name === other.index?.name ? " (another series with that name)" : "";
    fail(
      `they have ${name(other.index)}${same} instead of ${name(data.index)}`,
      "Create both with the same series as index.",
    );
  }
  if (data.grouped && other.grouped) {
    const difference = describeDifference(groupedOf(other).columns, groupedOf(data).columns);
    if (difference !== undefined) fail(difference, "Both need the same categories and lengths.");
  } else if (!data.grouped && !other.grouped && data.length !== other.length) {
    fail(`${other.length} elements instead of ${data.length}`, "Both need the same length.");
  }
}

/** The given statuses, checked against their values, or else the result of `make`. */
export function statusesOr(
  role: string,
  values: AnySeries | AnyGrouped,
  given: AnyStatuses | undefined,
  make: () => AnyStatuses,
): AnyStatuses {
  if (given === undefined) return make();
  checkSeries("statuses", given, { kind: "statuses", index: "any" });
  checkSameShape(role, values, "statuses", given);
  return given;
}

/** Refuses a list that is missing or empty, or contains anything but objects. */
export function checkList<T>(what: string, list: readonly T[]): readonly T[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new MetricDefinitionError(
      `its ${what} ${Array.isArray(list) ? "are empty" : `must be a list, got ${describeValue(list)}`}`,
      { hint: `Pass at least one in ${what}: [ … ].` },
    );
  }
  const wrong = list.findIndex((one: unknown) => typeof one !== "object" || one === null);
  if (wrong < 0) return list;
  throw new MetricDefinitionError(
    `${what}[${wrong}] must be an object, got ${describeValue(list[wrong])}`,
  );
}

function describeData(data: unknown): string {
  const named = data as Partial<AnyData> | null;
  return data instanceof ExternalFileData
    ? `the file "${data.name}"`
    : typeof named?.name === "string"
      ? `"${named.name}"`
      : describeValue(data);
}
