type Cut = (characters: readonly string[]) => string;

/** `text` in at most `length` characters; keeps its end, because names often differ there. */
export function shorten(text: string, length: number): string {
  return shortenBy(middleCut(length), text, length);
}

/** All in at most `length` characters if they stay different, otherwise unchanged. */
export function shortenAll(texts: readonly string[], length: number): readonly string[] {
  const different = new Set(texts).size;
  const cuts = [middleCut(length), endCut(length), startCut(length), prefixCut(texts, length)];
  for (const cut of cuts) {
    const short = texts.map((text) => shortenBy(cut, text, length));
    if (new Set(short).size === different) return short;
  }
  return texts;
}

function shortenBy(cut: Cut, text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : cut(characters);
}

function middleCut(length: number): Cut {
  const end = Math.floor(length / 3);
  return (all) => `${all.slice(0, length - end - 1).join("")}…${all.slice(-end).join("")}`;
}

function endCut(length: number): Cut {
  return (all) => `${all.slice(0, length - 1).join("")}…`;
}

function startCut(length: number): Cut {
  return (all) => `…${all.slice(1 - length).join("")}`;
}

/** Removes a common prefix, which is not informative. */
function prefixCut(texts: readonly string[], length: number): Cut {
  const [first = [], ...others] = texts.map((text) => [...text]);
  let shared = 0;
  while (shared < first.length && others.every((text) => text[shared] === first[shared])) {
    shared += 1;
  }
  return (all) => {
    const rest = all.slice(shared);
    const fits = rest.length < length;
    return `…${fits ? rest.join("") : `${rest.slice(0, length - 2).join("")}…`}`;
  };
}
