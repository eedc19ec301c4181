/** Bytes of the wire format by hand, for messages that no sane writer makes. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

export function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}

/** A field of wire type 2: a message, a text or packed numbers. */
export function block(field: number, ...content: number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(content.length), ...content];
}

export function number(field: number, value: number | bigint): number[] {
  return [...varint(field << 3), ...varint(value)];
}

export function double(value: number): number[] {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}
