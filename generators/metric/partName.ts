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

const LONGEST = 80;

/**
 * Takes what the user typed as the name of a metric, event or data.
 *
 * @throws CommandError where no file and function can be named after it
 */
export function partName(given: string): PartName {
  const name = given.trim();
  const refuse = (why: string) =>
    usageError(`${JSON.stringify(given)} is no name: ${why}`, {
      hint: 'Give it as people are to read it, for example "Stopping distance".',
    });
  if (name === "") throw refuse("it is empty");
  if (name.length > LONGEST) throw refuse(`it is longer than ${LONGEST} characters`);
  if (/[/\\]/.test(name)) throw refuse("it holds a slash, and a file is named after it");
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(name)) throw refuse("it holds a control character");
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const slug = words.join("-").toLowerCase();
  if (slug === "") throw refuse("it holds no letter from a to z and no digit");
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return { name, slug, pascal };
}
