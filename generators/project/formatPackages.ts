import manifest from "@metrics-project/runtime/package.json" with { type: "json" };

const ros2 = ["@foxglove/rosmsg", "@foxglove/rosmsg2-serialization"];
// rosmsg-serialization needs tslib but does not declare it.
const ros1 = ["@foxglove/rosmsg", "@foxglove/rosmsg-serialization", "tslib"];
const idl = [
  "@foxglove/omgidl-parser",
  "@foxglove/omgidl-serialization",
  "@foxglove/ros2idl-parser",
];

/**
 * The formats of recordings, by the sub-path of `@metrics-project/runtime/logs` that reads each.
 * The values are the packages that a project needs for it: the runtime's optional peer
 * dependencies.
 */
const formatPackages = {
  mcap: ["@mcap/core", ...ros2, ...ros1, ...idl, "protobufjs", "long", "fzstd", "lz4js"],
  rosbag1: [...ros1, "lz4js", "seek-bzip"],
  rosbag2: [...ros2, "@foxglove/ros2idl-parser", "@foxglove/rosmsg-msgs-common", "fzstd", "sql.js"],
  ulog: [],
  parquet: ["hyparquet", "hyparquet-compressors", "fzstd"],
  jsonl: [],
  json: [],
  csv: ["csv-parse"],
} as const satisfies Record<string, readonly string[]>;

/** A sub-path of `@metrics-project/runtime/logs`. */
export type FormatName = keyof typeof formatPackages;

/** Their names, in the order of detection: text comes last. */
export const formatNames = Object.keys(formatPackages) as FormatName[];

/** The packages that formats need, without repetitions, with the versions that the runtime is tested with. */
export function packagesOf(
  formats: readonly FormatName[],
): { readonly name: string; readonly version: string }[] {
  const names = new Set<string>(formats.flatMap((format) => formatPackages[format]));
  const versions: Readonly<Record<string, string>> = manifest.peerDependencies;
  return [...names].sort().map((name) => ({ name, version: versions[name] ?? "*" }));
}
