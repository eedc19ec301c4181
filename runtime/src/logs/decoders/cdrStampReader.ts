interface Field {
  readonly name: string;
  readonly type: string;
  readonly isComplex?: boolean;
  readonly isArray?: boolean;
  readonly isConstant?: boolean;
}

interface Definition {
  readonly name?: string;
  readonly definitions: readonly Field[];
}

/**
 * Reads the stamp of messages that start with a std_msgs/Header from their first bytes, without decoding the rest.
 * Undefined for other types.
 */
export function cdrStampReader(
  definitions: readonly Definition[],
): ((bytes: Uint8Array) => bigint | undefined) | undefined {
  const first = firstField(definitions.find((one) => !isConstantsOnly(one)));
  if (first?.name !== "header" || first.isArray === true || !/\bHeader$/.test(first.type))
    return undefined;
  const stamp = firstField(definitions.find(({ name }) => name === first.type));
  if (stamp?.name !== "stamp") return undefined;
  return (bytes) => {
    if (bytes.length < 12) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // The second byte of the CDR header: odd means little-endian, for all variants that ROS writes.
    const littleEndian = (view.getUint8(1) & 1) === 1;
    const seconds = view.getInt32(4, littleEndian);
    return BigInt(seconds) * 1_000_000_000n + BigInt(view.getUint32(8, littleEndian));
  };
}

function firstField(definition: Definition | undefined): Field | undefined {
  return definition?.definitions.find(({ isConstant }) => isConstant !== true);
}

function isConstantsOnly({ definitions }: Definition): boolean {
  return definitions.length > 0 && definitions.every(({ isConstant }) => isConstant === true);
}
