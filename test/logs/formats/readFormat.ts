import { type LogDamage, LogFile, type LogFormat } from "@metrics-project/runtime/logs";

/** What a format makes of a file: every message decoded, as it comes. */
export async function readFormat(format: LogFormat, path: string) {
  const warnings: string[] = [];
  const log = {
    level: "warn" as const,
    warn: (message: string) => void warnings.push(message),
    info: () => {},
    debug: () => {},
  };
  const file = await LogFile.open(path);
  const opened = await format.open(file, { log, signal: undefined });
  try {
    const damages: LogDamage[] = [];
    const read: {
      topic: string;
      logTime: bigint | undefined;
      stamp: bigint | undefined;
      message: unknown;
    }[] = [];
    const decoders = new Map(
      await Promise.all(
        opened.channels.map(async (channel) => [channel, await channel.decoder()] as const),
      ),
    );
    for await (const batch of opened.read(new Set(opened.channels), {
      signal: undefined,
      onDamage: (damage) => damages.push(damage),
    })) {
      for (const { channel, logTime, data } of batch.messages) {
        const decoder = decoders.get(channel);
        const stamp = decoder?.stamp?.(data);
        read.push({ topic: channel.topic, logTime, stamp, message: decoder?.decode(data) });
      }
    }
    return { channels: opened.channels, openDamage: opened.damage, damages, read, warnings };
  } finally {
    await opened.close();
    await file.close();
  }
}
