/** Describes a value in a message: short, and with quotes around strings. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? "an object" : `a ${name}`;
}
