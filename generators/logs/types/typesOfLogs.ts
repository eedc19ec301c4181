import { type Logs, type LogTopic, openLogs } from "@metrics-project/runtime/logs";
import { loadFormats } from "../logFormats.js";
import { channelTypes } from "./channelTypes.js";
import type { TopicTypes } from "./renderTypes.js";

/** The head of the module of types. */
export const typesHead = `// Generated from the schemas of logs. Do not edit: \`metrics-project generate --logs LOG\` overwrites it.`;

/**
 * The types of the messages in a recording, or in a folder of them. Unknown types are left out and reported to
 * `warn`.
 * @throws InputError if there is nothing to read
 */
export async function typesOfLogs(
  path: string,
  {
    isWanted = () => true,
    signal,
    warn,
  }: {
    isWanted?: ((topic: string) => boolean) | undefined;
    signal: AbortSignal;
    warn: (message: string) => void;
  },
): Promise<TopicTypes[]> {
  const logs = await openLogs(path, {
    formats: await loadFormats(),
    log: { level: "warn", warn, info: () => {}, debug: () => {} },
    signal,
    onReset: "keep",
  });
  try {
    return await typesOfTopics(
      logs,
      logs.topics.filter(({ name }) => isWanted(name)),
      warn,
    );
  } finally {
    await logs.close();
  }
}

/** The types of some topics of open recordings. */
export async function typesOfTopics(
  logs: Logs,
  topics: readonly LogTopic[],
  warn: (message: string) => void,
): Promise<TopicTypes[]> {
  const found: TopicTypes[] = [];
  for (const topic of topics) {
    for (const channel of topic.channels) {
      try {
        const types = await channelTypes(channel, (count) => sample(logs, topic, count));
        found.push({ topic: topic.name, type: channel.type, ...types });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        warn(`no type for ${topic.name}: ${reason}`);
      }
    }
  }
  return found;
}

async function sample(logs: Logs, topic: LogTopic, count: number): Promise<unknown[]> {
  const messages: unknown[] = [];
  for await (const { message } of logs.read({ sample: { topic: topic.name, file: topic.file } })) {
    messages.push(message);
    if (messages.length >= count) break;
  }
  return messages;
}
