import type { LogColumn } from "@metrics-project/runtime/logs";
import { positionColumns } from "../../project/poseColumns.js";
import { renderTemplate } from "../../templates/renderTemplate.js";
import type { FieldType } from "../types/MessageType.js";
import type { TopicTypes } from "../types/renderTypes.js";
import {
  childrenOf,
  numberExpression,
  numbersIn,
  type ReachedField,
  reach,
  rootOf,
  withoutUndefined,
} from "./accessors.js";
import { inMeters } from "./inMeters.js";

/** A file of the project that computes metrics of one topic. */
export interface StarterMetric {
  /** The names of the function and of the file, without its extension. */
  readonly function: string;
  readonly slug: string;
  readonly text: string;
  /** Its metrics, in words: `distance, speed and path`. */
  readonly what: string;
}

/** The name of the function. */
export interface StarterNames {
  readonly function: string;
  readonly slug: string;
  /** Prefix of the names of its metrics: `Odom`. */
  readonly label: string;
}

/**
 * Writes the metrics that are useful for a topic's type. `identifiers`: the names of its message types in
 * the project's module of types. `reader`: the import that opens the recordings.
 */
export async function starterMetric(
  topic: TopicTypes,
  columns: readonly LogColumn[] | undefined,
  names: StarterNames,
  identifiers: ReadonlyMap<string, string>,
  reader = "../read-logs.ts",
): Promise<StarterMetric> {
  const { kind, what, data } = starterKind(topic, columns, names.label, identifiers);
  const text = await renderTemplate(`starter/${kind}.ts.hbs`, {
    function: names.function,
    slug: names.slug,
    reader,
    label: inQuotes(names.label),
    topicLiteral: JSON.stringify(topic.topic),
    topicWords: topic.topic.replace(/[\r\n\u2028\u2029]/g, " ").replaceAll("*/", "* /"),
    ...data,
  });
  return { function: names.function, slug: names.slug, text, what };
}

interface StarterKind {
  readonly kind: string;
  readonly what: string;
  readonly data: object;
}

function starterKind(
  topic: TopicTypes,
  columns: readonly LogColumn[] | undefined,
  label: string,
  identifiers: ReadonlyMap<string, string>,
): StarterKind {
  return (
    diagnosticsOf(topic) ??
    poseOf(topic, columns) ??
    navsatOf(topic) ??
    imuOf(topic) ??
    scanOf(topic) ??
    jointsOf(topic) ??
    imagesOf(topic) ??
    namedNumbers(topic, label) ??
    namedStates(topic, identifiers) ??
    statesOf(topic) ??
    anyNumbers(topic, label, columns) ?? {
      kind: "rate",
      what: "number and rate of messages",
      data: {},
    }
  );
}

/** Escapes a string for double quotes. */
function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Paths of positions in messages, and their names in columns of tables. */
const positions: readonly (readonly [string, string, string | undefined])[] = [
  ...["pose.pose.position", "pose.position", "position", "transform.translation", "pose.pose"].map(
    (path) => [`${path}.x`, `${path}.y`, `${path}.z`] as const,
  ),
  // The longest names first: they are the most specific.
  ...positionColumns.toReversed(),
];

function poseOf(
  topic: TopicTypes,
  columns: readonly LogColumn[] | undefined,
): StarterKind | undefined {
  const meters = (path: string | undefined) => {
    const read = path === undefined ? undefined : number(topic, path);
    return read && inMeters(read, columns?.find(({ name }) => name === path)?.note);
  };
  for (const [xPath, yPath, zPath] of positions) {
    const [x, y] = [meters(xPath), meters(yPath)];
    if (x === undefined || y === undefined) continue;
    // Points alone, without an orientation or a stamp, may be anything.
    if (xPath === "x" && isVector(topic)) return undefined;
    const z = meters(zPath);
    return { kind: "pose", what: "distance, speed and path", data: { x, y, z } };
  }
  return undefined;
}

function isVector(topic: TopicTypes): boolean {
  return /(?:Vector3|Twist|Quaternion)(?:Stamped)?$/.test(topic.type);
}

/** By its path, or by a column with exactly this name, including dots. */
function number(topic: TopicTypes, path: string): string | undefined {
  const column = childrenOf(topic, rootOf(topic)).find((one) => one.path === path);
  return numberExpression(column) ?? numberExpression(reach(topic, path));
}

function navsatOf(topic: TopicTypes): StarterKind | undefined {
  const [latitude, longitude] = [number(topic, "latitude"), number(topic, "longitude")];
  const status = number(topic, "status.status");
  if (latitude === undefined || longitude === undefined || status === undefined) return undefined;
  return {
    kind: "navsat",
    what: "ground distance and fix quality",
    data: { latitude, longitude, status },
  };
}

function imuOf(topic: TopicTypes): StarterKind | undefined {
  const [x, y, z] = ["x", "y", "z"].map((axis) => number(topic, `linear_acceleration.${axis}`));
  if (x === undefined || y === undefined || z === undefined) return undefined;
  return { kind: "imu", what: "acceleration and rate", data: { x, y, z } };
}

function scanOf(topic: TopicTypes): StarterKind | undefined {
  const ranges = reach(topic, "ranges");
  // sensor_msgs/LaserScan's names, and sensor_msgs/Range's.
  const least = number(topic, "range_min") ?? number(topic, "min_range");
  const most = number(topic, "range_max") ?? number(topic, "max_range");
  const one = number(topic, "range");
  const from = { rangeMin: least ?? "0", rangeMax: most ?? "Number.POSITIVE_INFINITY" };
  if (ranges !== undefined && isNumbers(ranges.type) && !ranges.mayLack) {
    const data = { ...from, ranges: `message${ranges.access}` };
    return { kind: "scan", what: "closest return", data };
  }
  if (one === undefined || least === undefined) return undefined;
  return { kind: "scan", what: "closest return", data: { ...from, ranges: `[${one}]` } };
}

function isNumbers(type: FieldType): boolean {
  if (type.kind === "plain") return /^(?:Float|Int|Uint)\d+Array$/.test(type.name);
  return type.kind === "array" && type.of.kind === "plain" && type.of.name === "number";
}

function jointsOf(topic: TopicTypes): StarterKind | undefined {
  const [name, position] = [reach(topic, "name"), reach(topic, "position")];
  if (name?.type.kind !== "array" || position === undefined || name.mayLack || position.mayLack)
    return undefined;
  if (name.type.of.kind !== "plain" || name.type.of.name !== "string") return undefined;
  return isNumbers(position.type)
    ? { kind: "joints", what: "positions of the joints", data: {} }
    : undefined;
}

function diagnosticsOf(topic: TopicTypes): StarterKind | undefined {
  const status = reach(topic, "status");
  if (status?.type.kind !== "array" || status.mayLack) return undefined;
  const element: TopicTypes = { ...topic, root: status.type.of };
  const level = reach(element, "level");
  const name = reach(element, "name");
  const isLevel = level?.type.kind === "plain" && level.type.name === "number" && !level.mayLack;
  const isName = name?.type.kind === "plain" && name.type.name === "string" && !name.mayLack;
  return isLevel && isName
    ? { kind: "diagnostics", what: "levels of the components", data: {} }
    : undefined;
}

function imagesOf(topic: TopicTypes): StarterKind | undefined {
  const data = reach(topic, "data");
  const isBytes = data?.type.kind === "plain" && data.type.name === "Uint8Array" && !data.mayLack;
  if (!isBytes) return undefined;
  const has = (...paths: string[]) => paths.every((path) => reach(topic, path)?.mayLack === false);
  if (has("width", "height", "step", "encoding")) {
    return { kind: "images", what: "some pictures", data: { raw: true } };
  }
  return has("format")
    ? { kind: "images", what: "some pictures", data: { raw: false } }
    : undefined;
}

/** Numbers with a known meaning: of twists, batteries and single values. */
const known: readonly { path: string; short: string; unit?: string }[] = [
  ...["twist.twist", "twist", ""].flatMap((prefix) => {
    const at = prefix === "" ? "" : `${prefix}.`;
    return [
      { path: `${at}linear.x`, short: "linear velocity", unit: "m/s" },
      { path: `${at}angular.z`, short: "turn rate", unit: "rad/s" },
    ];
  }),
  { path: "percentage", short: "charge", unit: "%" },
  { path: "voltage", short: "voltage", unit: "V" },
];

function namedNumbers(topic: TopicTypes, label: string): StarterKind | undefined {
  const isBattery =
    number(topic, "percentage") !== undefined || number(topic, "voltage") !== undefined;
  const isTwist = known.some(
    ({ path }) => path.endsWith("angular.z") && number(topic, path) !== undefined,
  );
  if (!isBattery && !isTwist) return undefined;
  // sensor_msgs/BatteryState calls a share from 0 to 1 a percentage.
  const isShare = /BatteryState$/.test(topic.type);
  const fields = known.flatMap(({ path, short, unit }) => {
    const read = number(topic, path);
    if (read === undefined) return [];
    return [{ accessor: path === "percentage" && isShare ? `100 * (${read})` : read, short, unit }];
  });
  return numbersKind(fields, label);
}

/** A number with named values. */
function namedStates(
  topic: TopicTypes,
  identifiers: ReadonlyMap<string, string>,
): StarterKind | undefined {
  for (const { type, access } of childrenOf(topic, rootOf(topic))) {
    const names = type.kind === "enum" ? identifiers.get(type.name) : undefined;
    if (names === undefined) continue;
    const read = `message${access}`;
    const state = `names.get(${read}) ?? String(${read})`;
    return { kind: "states", what: "states over time", data: { state, names } };
  }
  return undefined;
}

function statesOf(topic: TopicTypes): StarterKind | undefined {
  const children = childrenOf(topic, rootOf(topic)).filter(({ path }) => path !== "header");
  const isTable = topic.type === "";
  const texts = children.filter(({ type }) => isState(type));
  const [first] = texts;
  // The strings of a table are less useful than its numbers.
  if (first === undefined || (isTable && numbersIn(topic, 1).length > 0)) return undefined;
  if (
    !isTable &&
    numbersIn(topic, 1).length > 0 &&
    !/^(?:data|state|mode|status)$/.test(first.path)
  )
    return undefined;
  const read = `message${first.access}`;
  return {
    kind: "states",
    what: "states over time",
    data: { state: `String(${read})`, names: undefined },
  };
}

function isState(type: FieldType): boolean {
  const inner = withoutUndefined(type);
  return inner.kind === "plain" && (inner.name === "string" || inner.name === "boolean");
}

/** Maximum numbers of a message to show: more would hide what matters. */
const mostNumbers = 3;

function anyNumbers(
  topic: TopicTypes,
  label: string,
  columns: readonly LogColumn[] | undefined,
): StarterKind | undefined {
  const isTime = ({ path }: ReachedField) =>
    /^(?:TIMESTAMP|DATE)/.test(columns?.find(({ name }) => name === path)?.note ?? "");
  const found = numbersIn(topic, 50)
    .filter((field) => !isTime(field))
    .slice(0, mostNumbers);
  if (found.length === 0) return undefined;
  const fields = found.map((field) => ({
    accessor: numberExpression(field) ?? "Number.NaN",
    short: shortName(field),
    unit: columns?.find(({ name }) => name === field.path)?.note,
  }));
  return numbersKind(
    fields.map(({ unit, ...field }) => (isUnit(unit) ? { ...field, unit } : field)),
    label,
  );
}

/** Notes of tables are units, or the name of a column's type. */
function isUnit(note: string | undefined): note is string {
  return note !== undefined && note.length <= 12 && !/^[A-Z0-9_()]+$/.test(note);
}

function shortName({ path }: ReachedField): string {
  return path === "data" ? "value" : path;
}

function numbersKind(
  fields: readonly { accessor: string; short: string; unit?: string | undefined }[],
  label: string,
): StarterKind {
  return {
    kind: "numbers",
    what: `${fields.map(({ short }) => short).join(", ")} over time`,
    data: {
      purpose: "Its numbers over time",
      fields: fields.map(({ accessor, short, unit }, index) => {
        const full = `${label} ${short}`;
        return {
          key: `value${index + 1}`,
          accessor,
          short: inQuotes(short),
          label: inQuotes(full),
          nameLiteral: JSON.stringify(full),
          unit: unit === undefined ? undefined : JSON.stringify(unit),
          axis: inQuotes(unit === undefined ? full : `${full} (${unit})`),
        };
      }),
    },
  };
}
