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

/** The second bytes of CDR headers that are followed by the plain values: CDR and XCDR 2 of final types. */
const plainKinds = new Set([0x00, 0x01, 0x06, 0x07, 0x10, 0x11]);

/**
 * @throws {Error} if a message has headers of parameters or of its length between the values: reading it as plain values
 * gives wrong numbers
 */
export function assertPlainCdr(bytes: Uint8Array): void {
  const kind = bytes[1] ?? 0;
  if (bytes.length < 4) throw new Error(`it has ${bytes.length} bytes, fewer than a CDR header`);
  if (bytes[0] !== 0 || !plainKinds.has(kind)) {
    const shown = (((bytes[0] ?? 0) << 8) | kind).toString(16).padStart(4, "0");
    throw new Error(
      `its CDR header is 0x${shown}, and only plain CDR (0x0000, 0x0001, 0x0006, 0x0007) can be read with a ROS 2 schema`,
    );
  }
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
  if (stamp?.name !== "stamp" || !isTime(stamp, definitions)) return undefined;
  return (bytes) => {
    assertPlainCdr(bytes);
    if (bytes.length < 12) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // The second byte of the CDR header: odd means little-endian, for all variants that ROS writes.
    const littleEndian = (view.getUint8(1) & 1) === 1;
    const seconds = view.getInt32(4, littleEndian);
    return BigInt(seconds) * 1_000_000_000n + BigInt(view.getUint32(8, littleEndian));
  };
}

/** Seconds and nanoseconds: other headers may have another stamp. */
function isTime({ type, isArray }: Field, definitions: readonly Definition[]): boolean {
  if (isArray === true) return false;
  if (type === "time") return true;
  const fields = definitions.find(({ name }) => name === type)?.definitions ?? [];
  return fields.map((field) => field.type).join(" ") === "int32 uint32";
}

function firstField(definition: Definition | undefined): Field | undefined {
  return definition?.definitions.find(({ isConstant }) => isConstant !== true);
}

function isConstantsOnly({ definitions }: Definition): boolean {
  return definitions.length > 0 && definitions.every(({ isConstant }) => isConstant === true);
}
