import { isDeviceName } from "../../../io/insidePath.js";

/**
 * A name for each source, for messages and folders: its last part, preceded by as many parts as make it unique.
 * `a/lap` and `b/lap` become `a-lap` and `b-lap`. Case is ignored, as some file systems do, and every name can be
 * that of a folder on Windows.
 *
 * @param sources absolute paths or URLs, none twice
 * @param platform the system whose paths they are
 */
export function uniqueNames(
  sources: readonly string[],
  platform: NodeJS.Platform = process.platform,
): ReadonlyMap<string, string> {
  const named = sources.map((source) => ({ source, parts: partsOf(source, platform), used: 1 }));
  for (;;) {
    const groups = new Map<string, typeof named>();
    for (const one of named) {
      const key = nameOf(one).toLowerCase();
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
    const alike = [...groups.values()].filter((group) => group.length > 1).flat();
    const extendable = alike.filter(({ parts, used }) => used < parts.length);
    if (extendable.length === 0) return numbered(named);
    for (const one of extendable) one.used += 1;
  }
}

interface Named {
  readonly source: string;
  readonly parts: readonly string[];
  /** Number of parts in the name, counted from the last one. */
  readonly used: number;
}

function nameOf({ parts, used }: Named): string {
  const name = parts.slice(-used).join("-");
  return isDeviceName(name) ? `_${name}` : name;
}

/** Names that still collide, by case or by the position of a hyphen, get a number. */
function numbered(named: readonly Named[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const one of named) {
    const name = nameOf(one);
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${name}-${count}`;
    taken.add(free.toLowerCase());
    names.set(one.source, free);
  }
  return names;
}

/** Splits a source into parts, without the colons of drives and URLs and other unsuitable characters. */
function partsOf(source: string, platform: NodeJS.Platform): string[] {
  const parts = source.replace(/^(s3|https?):/i, "").split(platform === "win32" ? /[/\\]/ : "/");
  const usable = parts.map((part) =>
    part.replace(/[\\:<>"|?*\p{Cc}]/gu, "_").replace(/^\.+$|[. ]$/, "_"),
  );
  const named = usable.filter((part) => part !== "");
  return named.length > 0 ? named : ["test"];
}
