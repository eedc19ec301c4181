import { basename, dirname, extname, join } from "node:path";
import type { LogChannel, TimeSpan } from "./LogFormat.js";
import type { LogPart, LogTopic, Recording } from "./LogTopic.js";

/** Allowed overlap of parts of a recording: a recorder opens the next file before it closes the last. */
const overlapAllowed = 1_000_000_000n;

/**
 * Groups the files of split recordings (run_0, run_1 …): names that differ only in numbers, the same topics, and
 * consecutive times.
 */
export function groupRecordings(parts: readonly LogPart[]): Recording[] {
  const byName = new Map<string, LogPart[]>();
  for (const part of parts) {
    const name = `${part.formatName} ${nameWithoutNumbers(part.file.path)}`;
    const group = byName.get(name);
    if (group === undefined) byName.set(name, [part]);
    else group.push(part);
  }
  return [...byName.values()]
    .flatMap((group) => (followEachOther(group) ? [inOrder(group)] : group.map((part) => [part])))
    .map(recordingOf);
}

function nameWithoutNumbers(path: string): string {
  return join(dirname(path), basename(path).replaceAll(/\d+/g, "#"));
}

function followEachOther(group: readonly LogPart[]): boolean {
  if (group.length === 1) return true;
  if (!haveTheSameTopics(group)) return false;
  const ordered = inOrder(group);
  return ordered.every((part, index) => {
    const before = ordered[index - 1];
    const spans = [before, part].map((one) => one && spanOf(one));
    const [last, next] = spans;
    if (last === undefined || next === undefined) return true;
    const length = smaller(last.last - last.first, next.last - next.first);
    return next.first >= last.last - smaller(overlapAllowed, length / 10n);
  });
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Tables must have the same columns; other formats at least one common topic. */
function haveTheSameTopics(group: readonly LogPart[]): boolean {
  const names = group.map(({ opened }) => new Set(opened.channels.map(nameOfTopic)));
  const filled = names.filter((set) => set.size > 0);
  return [...(filled[0] ?? [])].some((name) => filled.every((set) => set.has(name)));
}

function nameOfTopic({ columns, topic }: LogChannel): string {
  return columns === undefined ? topic : JSON.stringify(columns.map(({ name }) => name));
}

function inOrder(group: readonly LogPart[]): LogPart[] {
  // Files are in the order of their numbers; if both have times, the times decide.
  return [...group].sort((a, b) => {
    const [first, second] = [spanOf(a), spanOf(b)];
    if (first === undefined || second === undefined || first.first === second.first) return 0;
    return first.first < second.first ? -1 : 1;
  });
}

function spanOf({ opened }: LogPart): TimeSpan | undefined {
  return joinSpans(opened.channels.map(({ times }) => times.log ?? times.stamp));
}

function joinSpans(spans: readonly (TimeSpan | undefined)[]): TimeSpan | undefined {
  let joined: TimeSpan | undefined;
  for (const span of spans) {
    if (span === undefined) continue;
    joined = {
      first: joined === undefined || span.first < joined.first ? span.first : joined.first,
      last: joined === undefined || span.last > joined.last ? span.last : joined.last,
    };
  }
  return joined;
}

function recordingOf(parts: readonly LogPart[]): Recording {
  const found = new Map<string, { channels: LogChannel[]; files: string[] }>();
  for (const { file, opened } of parts) {
    for (const channel of opened.channels) {
      const name = topicName(channel, parts);
      const topic = found.get(name) ?? { channels: [], files: [] };
      found.set(name, topic);
      topic.channels.push(channel);
      if (topic.files.at(-1) !== file.path) topic.files.push(file.path);
    }
  }
  const topics = [...found].map(([name, { channels, files }]) => topicOf(name, channels, files));
  return { parts, topics };
}

/** Tables are named after their file: the parts of a split table share the name before the number. */
function topicName(channel: LogChannel, parts: readonly LogPart[]): string {
  const path = parts[0]?.file.path ?? "";
  if (channel.columns === undefined || parts.length === 1) return channel.topic;
  const stem = basename(path, extname(path));
  return stem.replace(/[-_.]?\d+$/, "") || stem;
}

function topicOf(
  name: string,
  channels: readonly LogChannel[],
  files: readonly string[],
): LogTopic {
  const types = new Set(channels.map(({ type }) => type));
  const counts = channels.map(({ count }) => count);
  const log = joinSpans(channels.map(({ times }) => times.log));
  const publish = joinSpans(channels.map(({ times }) => times.publish));
  const stamp = joinSpans(channels.map(({ times }) => times.stamp));
  return {
    name,
    type: [...types].join(" | "),
    encoding: channels[0]?.encoding ?? "",
    schemaEncoding: channels[0]?.schemaEncoding ?? "",
    columns: channels[0]?.columns,
    count: counts.reduce<number | undefined>(
      (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
      0,
    ),
    times: { ...(log && { log }), ...(publish && { publish }), ...(stamp && { stamp }) },
    file: files[0] ?? "",
    files,
    channels,
  };
}
