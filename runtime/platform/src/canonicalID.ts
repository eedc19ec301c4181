/**
 * A UUID as the API writes it, lower case and hyphenated, whatever spelling the message uses; the text
 * itself where it is none.
 */
export function canonicalID(text: string): string {
  const digits = text
    .replaceAll(/urn:|uuid:/g, "")
    .replace(/^[{}]+/, "")
    .replace(/[{}]+$/, "")
    .replaceAll("-", "")
    .toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return text;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
