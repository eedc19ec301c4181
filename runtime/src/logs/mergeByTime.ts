import type { ReadMessage } from "./LogMessage.js";

/** Merges sorted streams into one. Holds one batch of each. */
export async function* mergeByTime(
  streams: readonly AsyncGenerator<ReadMessage[]>[],
): AsyncGenerator<ReadMessage[]> {
  const [only] = streams;
  if (streams.length <= 1) {
    if (only !== undefined) yield* only;
    return;
  }
  try {
    const heads: Head[] = [];
    for (const stream of streams) {
      const head = await advance({ stream, batch: [], at: 0 });
      if (head !== undefined) heads.push(head);
    }
    for (let first = earliest(heads); first !== undefined; first = earliest(heads)) {
      const current = first;
      const limit = earliest(heads.filter((head) => head !== current));
      yield takeUpTo(first, limit);
      if (first.at < first.batch.length) continue;
      if ((await advance(first)) === undefined) heads.splice(heads.indexOf(first), 1);
    }
  } finally {
    for (const stream of streams) await stream.return(undefined);
  }
}

interface Head {
  readonly stream: AsyncGenerator<ReadMessage[]>;
  batch: ReadMessage[];
  at: number;
}

async function advance(head: Head): Promise<Head | undefined> {
  const next = await head.stream.next();
  if (next.done === true) return undefined;
  head.batch = next.value;
  head.at = 0;
  return head;
}

function timeOf({ batch, at }: Head): bigint {
  return batch[at]?.time ?? 0n;
}

function earliest(heads: readonly Head[]): Head | undefined {
  let found = heads[0];
  for (const head of heads) if (found !== undefined && timeOf(head) < timeOf(found)) found = head;
  return found;
}

/** All messages of a head up to the time of the next head's first message. */
function takeUpTo(head: Head, limit: Head | undefined): ReadMessage[] {
  const { batch, at } = head;
  let end = at + 1;
  const until = limit && timeOf(limit);
  while (end < batch.length && (until === undefined || (batch[end]?.time ?? 0n) <= until)) end++;
  head.at = end;
  return at === 0 && end === batch.length ? batch : batch.slice(at, end);
}
