/** Groups entries by key, in the order in which the keys first occur. */
export function groupsOf<T>(entries: readonly T[], key: (entry: T) => string | number): T[][] {
  const groups = new Map<string | number, T[]>();
  for (const entry of entries) {
    const group = groups.get(key(entry));
    if (group === undefined) groups.set(key(entry), [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}
