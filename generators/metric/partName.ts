import { usageError } from "../io/CommandError.js";

/** A name in the forms that files and code need. */
export interface PartName {
  /** As the platform shows it. */
  readonly name: string;
  /** For the file. */
  readonly slug: string;
  /** For the function, without a verb: `StoppingDistance`. */
  readonly pascal: string;
}

/** Characters of a file's name at most: some file systems take 255 bytes, with four to a character. */
const longestSlug = 48;

/** What Windows takes for a device, whatever its ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Takes what the user typed as the name of a metric, event or data: any that the platform takes. Its letters and digits,
 * of whatever script, name the file and the function; Latin ones without their accents.
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
  // Of nothing but signs no name can be made: such parts are numbered.
  if (words.length === 0) words.push("part");
  const slug = words.join("-").toLowerCase();
  const pascal = words.map(capitalized).join("");
  return { name, slug: device.test(slug) ? `${slug}-part` : slug, pascal };
}

/** The same name in the forms of a second, third … part whose file or function would be called the same. */
export function numberedName({ name, slug, pascal }: PartName, number: number): PartName {
  const separator = /\d$/.test(pascal) ? "_" : "";
  return { name, slug: `${slug}-${number}`, pascal: `${pascal}${separator}${number}` };
}

/** In other scripts than Latin, marks are part of the letter. */
function withoutAccents(word: string): string {
  const parts = word.normalize("NFKD");
  return /^[\p{Script=Latin}\p{M}\p{N}]*$/u.test(parts) ? parts.replace(/\p{M}/gu, "") : word;
}

function capitalized(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}
