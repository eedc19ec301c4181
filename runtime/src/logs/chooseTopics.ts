import type { LogTopic, Recording } from "./LogTopic.js";
import { TopicError } from "./logErrors.js";
import type { TopicChoice, TopicQuery } from "./TopicChoice.js";

/** Maximum number of topics listed in an error: a recording may have a million. */
const listed = 30;

/** A topic of a recording that matches a choice. */
export interface ChosenTopic {
  readonly key: string;
  readonly recording: Recording;
  readonly topic: LogTopic;
  /** Whether it may be missing in a test. */
  readonly isOptional: boolean;
}

/**
 * Finds the topics of a selection.
 * @throws {TopicError} if a topic is missing, or if several match
 */
export function chooseTopics(
  recordings: readonly Recording[],
  selection: Readonly<Record<string, TopicChoice>>,
  where: string,
): ChosenTopic[] {
  const all = recordings.flatMap((recording) =>
    recording.topics.map((topic) => ({ recording, topic })),
  );
  return Object.entries(selection).flatMap(([key, choice]) => {
    const query = typeof choice === "string" ? nameOrType(choice, all) : choice;
    const found = all.filter(({ topic }) => fits(topic, query));
    const [first] = found;
    if (first === undefined) {
      if (query.optional === true) return [];
      throw notFound(key, query, all, where);
    }
    const isOptional = query.optional === true;
    if (query.which === "first") return [{ key, ...first, isOptional }];
    if (found.length > 1 && query.which !== "all") throw several(key, query, found, where);
    return found.map((one) => ({ key, ...one, isOptional }));
  });
}

interface Found {
  readonly recording: Recording;
  readonly topic: LogTopic;
}

function nameOrType(word: string, all: readonly Found[]): TopicQuery {
  const isName = word.startsWith("/") || all.some(({ topic }) => topic.name === word);
  const isType = all.some(({ topic }) =>
    topic.channels.some(({ type }) => plain(type) === plain(word)),
  );
  return isName || !isType ? { topic: word } : { type: word };
}

function fits({ name, channels, columns, files }: LogTopic, query: TopicQuery): boolean {
  const { type } = query;
  if (query.topic !== undefined && query.topic !== name) return false;
  if (type !== undefined && !channels.some((one) => plain(one.type) === plain(type))) return false;
  if (query.columns !== undefined) {
    const known = new Set(columns?.map((column) => column.name));
    if (!query.columns.every((column) => known.has(column))) return false;
  }
  const { file } = query;
  return file === undefined || files.some((path) => path.includes(file));
}

/** Normalizes nav_msgs/msg/Odometry (ROS 2), nav_msgs.Odometry (Protobuf) and nav_msgs::msg::dds_::Odometry_ (DDS). */
function plain(type: string): string {
  return type
    .replace(/::dds_::(\w+)_$/, "::$1")
    .replaceAll(/::|\./g, "/")
    .replace("/msg/", "/");
}

function notFound(
  key: string,
  query: TopicQuery,
  all: readonly Found[],
  where: string,
): TopicError {
  const wanted = describe(query);
  const there =
    all.length === 0
      ? "It has no topics."
      : `${query.columns === undefined ? "Its topics" : "Its tables"}:\n${list(all)}`;
  return new TopicError(`${where} has no topic ${wanted} (for ${JSON.stringify(key)}). ${there}`, {
    hint: "Use one of the listed names, or set optional: true if it may be missing in a test.",
  });
}

function several(
  key: string,
  query: TopicQuery,
  found: readonly Found[],
  where: string,
): TopicError {
  const names = new Set(found.map(({ topic }) => topic.name));
  const sameName = names.size < found.length;
  const hint = sameName
    ? 'Select a file: { topic: …, file: "robot_1" }, or set which: "first" or "all". Consecutive files whose names differ only in a number (run_0, run_1) are read as one.'
    : 'Use the name of one of them, or set which: "first" or "all".';
  return new TopicError(
    `${where} has ${found.length} topics ${describe(query)} (for ${JSON.stringify(key)}):\n${list(found)}`,
    { hint },
  );
}

function describe({ topic, type, columns, file }: TopicQuery): string {
  const words = [
    topic === undefined ? undefined : topic,
    type === undefined ? undefined : `of type ${type}`,
    columns === undefined ? undefined : `with columns ${columns.join(", ")}`,
    file === undefined ? undefined : `in a file named ${file}`,
  ];
  return words.filter((word) => word !== undefined).join(" ") || "(any)";
}

function list(found: readonly Found[]): string {
  const lines = found.slice(0, listed).map(({ topic }) => {
    const about = topic.columns
      ?.map(({ name }) => name)
      .slice(0, listed)
      .join(", ");
    const count = topic.count === undefined ? "" : `, ${topic.count} messages`;
    return `  ${topic.name} (${(topic.type || about) ?? "no type"}${count}) in ${topic.file}`;
  });
  const more = found.length - lines.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}
