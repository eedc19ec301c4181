/**
 * A UUID as the API writes it, lower case and hyphenated, whatever spelling the message uses; the text
 * itself where it is none.
 */
export function canonicalID(text: string): string {
  const digits = withoutBraces(text.replaceAll(/urn:|uuid:/g, ""))
    .replaceAll("-", "")
    .toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return text;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** By hand: a pattern for the braces at the end would try again at every brace of a long row of them. */
function withoutBraces(text: string): string {
  const isBrace = (character: string | undefined) => character === "{" || character === "}";
  let start = 0;
  let end = text.length;
  while (start < end && isBrace(text[start])) start++;
  while (end > start && isBrace(text[end - 1])) end--;
  return text.slice(start, end);
}
