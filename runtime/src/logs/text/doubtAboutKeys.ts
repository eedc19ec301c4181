const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** A key that occurs twice in one object of a JSON text: JSON.parse keeps only its last value. */
function repeatedKey(text: string): string | undefined {
  // Undefined for a list, which has no keys.
  const open: (Set<string> | undefined)[] = [];
  let last = "";
  for (const [found] of text.matchAll(token)) {
    switch (found) {
      case "{":
        open.push(new Set());
        break;
      case "[":
        open.push(undefined);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ":": {
        const keys = open.at(-1);
        if (keys?.has(last) === true) return last;
        keys?.add(last);
        break;
      }
      default:
        last = found.slice(1, -1);
    }
  }
  return undefined;
}

/** A predicate about such a key in a first message; undefined if there is none. */
export function doubtAboutKeys(text: string): string | undefined {
  const key = repeatedKey(text);
  if (key === undefined) return undefined;
  return `has the key ${JSON.stringify(key)} twice in one object of its first message; only the last value is read`;
}
