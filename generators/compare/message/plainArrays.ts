import type { Value } from "./Value.js";

/** plotly.py's names for the types of packed arrays, and their readers. Little-endian. */
const readers: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at) => view.getInt16(at, true)],
  u2: [2, (view, at) => view.getUint16(at, true)],
  i4: [4, (view, at) => view.getInt32(at, true)],
  u4: [4, (view, at) => view.getUint32(at, true)],
  f4: [4, (view, at) => view.getFloat32(at, true)],
  f8: [8, (view, at) => view.getFloat64(at, true)],
};

/** A figure with every packed array (`{ dtype, bdata }`, as plotly.py writes them) expanded to a list. */
export function withPlainArrays(figure: unknown): Value {
  if (Array.isArray(figure)) return figure.map(withPlainArrays);
  if (typeof figure !== "object" || figure === null) return figure as Value;
  const unpacked = unpack(figure as Record<string, unknown>);
  if (unpacked !== undefined) return unpacked;
  return Object.fromEntries(
    Object.entries(figure).map(([key, value]) => [key, withPlainArrays(value)]),
  );
}

/** Undefined if the object is not a readable packed array. */
function unpack({ dtype, bdata, shape }: Record<string, unknown>): Value {
  if (typeof dtype !== "string" || typeof bdata !== "string") return undefined;
  const [size, read] = readers[dtype.replace(/^[<|=]/, "")] ?? [];
  if (size === undefined || read === undefined) return undefined;
  const bytes = Buffer.from(bdata, "base64");
  if (bytes.length % size !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flat = Float64Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size));
  const [rows = 1, columns] = String(shape ?? "")
    .split(",")
    .map(Number);
  if (columns === undefined || rows * columns !== flat.length) return flat;
  return Array.from({ length: rows }, (_, row) =>
    flat.subarray(row * columns, (row + 1) * columns),
  );
}
