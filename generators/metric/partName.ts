import { usageError } from "../io/CommandError.js";
import { isDeviceName } from "../io/insidePath.js";

/** A name in the forms for files and code. */
export interface PartName {
  /** For the platform. */
  readonly name: string;
  /** For the file. */
  readonly slug: string;
  /** For the function, without a verb: `StoppingDistance`. */
  readonly pascal: string;
}

/** Maximum characters of a file's name: some file systems allow 255 bytes, and a character may take four. */
const longestSlug = 48;

/**
 * Converts the user's name of a metric, event or data; any name that the platform accepts is valid. Its letters and
 * digits, of any script, name the file and the function; Latin letters lose their accents.
 *
 * @throws CommandError for a name that is empty or would move a terminal's cursor
 */
export function partName(given: string): PartName {
  const name = given.trim();
  const refuse = (why: string) =>
    usageError(`invalid name ${JSON.stringify(given)}: ${why}`, {
      hint: 'Use a display name, such as "Stopping distance".',
    });
  if (name === "") throw refuse("it is empty");
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(name)) throw refuse("it contains a control character");
  const words: string[] = [];
  for (const word of name.normalize("NFKC").split(/[^\p{ID_Continue}]+|_+/u)) {
    const plain = withoutAccents(word);
    if (plain !== "" && [...words, plain].join("-").length <= longestSlug) words.push(plain);
    else if (plain !== "" && words.length === 0) words.push([...plain].slice(0, 40).join(""));
  }
  // A name of symbols alone gives no identifier: such parts are numbered.
  if (words.length === 0) words.push("part");
  const slug = words.join("-").toLowerCase();
  const pascal = words.map(capitalized).join("");
  return { name, slug: isDeviceName(slug) ? `${slug}-part` : slug, pascal };
}

/** The same name with a number, for another part if the names of files or functions collide. */
export function numberedName({ name, slug, pascal }: PartName, number: number): PartName {
  const separator = /\d$/.test(pascal) ? "_" : "";
  return { name, slug: `${slug}-${number}`, pascal: `${pascal}${separator}${number}` };
}

/** In scripts other than Latin, marks are part of the letter. */
function withoutAccents(word: string): string {
  const parts = word.normalize("NFKD");
  return /^[\p{Script=Latin}\p{M}\p{N}]*$/u.test(parts) ? parts.replace(/\p{M}/gu, "") : word;
}

function capitalized(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}
