/** ts-proto's types in metrics.ts, and the types that the runtime's codec reads and accepts instead. */
const widened: readonly [from: string, to: string][] = [
  [
    "export interface DoubleSeries {\n  series: number[];",
    "export interface DoubleSeries {\n  series: number[] | Float64Array;",
  ],
  [
    "export interface MetricStatusSeries {\n  series: MetricStatus[];",
    "export interface MetricStatusSeries {\n  series: MetricStatus[] | Uint8Array;",
  ],
];

/**
 * Finishes one file of the runtime's own bindings, which ts-proto writes as types alone
 * (outputEncodeMethods=false). Imports become type imports. In metrics.ts, the two series that get
 * large may be typed arrays. Throws if ts-proto's output no longer contains them in the expected
 * form.
 */
export function refineTypes(path: string, source: string): string {
  let result = source.replace(/^import \{/gm, "import type {");
  if (!path.endsWith("resim/metrics/proto/metrics.ts")) return result;
  for (const [from, to] of widened) {
    if (result.split(from).length !== 2) {
      throw new Error(`${path} must contain ${JSON.stringify(from)} exactly once`);
    }
    result = result.replace(from, to);
  }
  return result;
}
