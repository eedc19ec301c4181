/** Control characters except tab and line feed, line separators, and marks that change the direction of text. */
const unsafe = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes an untrusted string safe for a terminal. Characters that would move the cursor, change
 * colors or reverse the order of letters are escaped like `\u001b`, which is the same in JSON.
 */
export function printable(text: string): string {
  return text.replace(unsafe, escaped);
}

/** The same for strings that must stay on one line: a name, a path, a value. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
