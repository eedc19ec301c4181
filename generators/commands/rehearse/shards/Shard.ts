/** One share of the tests: `index` from 1 to `total`. */
export interface Shard {
  readonly index: number;
  readonly total: number;
}

/** More than any engine starts in one array. */
const mostShards = 100_000;

/** Reads `3/20`. If it is not a shard, returns why. */
export function parseShard(text: string): Shard | { wrong: string } {
  const [, index, total] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  if (index === undefined || total === undefined) {
    return { wrong: `must be INDEX/TOTAL, such as 3/20, got "${text}"` };
  }
  return checkShard(Number(index), Number(total)) ?? { index: Number(index), total: Number(total) };
}

/** Why these numbers are not a shard; undefined if they are. */
export function checkShard(index: number, total: number): { wrong: string } | undefined {
  if (!Number.isSafeInteger(total) || total < 1 || total > mostShards) {
    return { wrong: `must have a total from 1 to ${mostShards}, got ${total}` };
  }
  if (!Number.isSafeInteger(index) || index < 1 || index > total) {
    return { wrong: `must have an index from 1 to ${total}, got ${index}` };
  }
  return undefined;
}

/** `shard 3 of 20`. */
export function shardName({ index, total }: Shard): string {
  return `shard ${index} of ${total}`;
}

/** The folder of a shard's part, below the folder of all parts: `shard-003-of-020`. */
export function shardFolder({ index, total }: Shard): string {
  const padded = (number: number) =>
    String(number).padStart(Math.max(3, String(total).length), "0");
  return `shard-${padded(index)}-of-${padded(total)}`;
}

/** The total number of shards in the folder name of a part; undefined for any other name. */
export function totalOfFolder(name: string): number | undefined {
  const [, total] = /^shard-\d{3,}-of-(\d{3,})$/.exec(name) ?? [];
  return total === undefined ? undefined : Number(total);
}
