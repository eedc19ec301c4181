/** `doublesOverTimeDataId` -> `doubles_over_time_data_id`: the name of a field in the wire format. */
export function wireName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `["buckets", 1, "lower"]` -> `buckets[1].lower`: the path of a field in the wire format. */
export function wirePath(way: readonly (string | number)[]): string {
  return way
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${wireName(step)}`))
    .join("")
    .slice(1);
}
