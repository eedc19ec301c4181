/** Writes logs of PX4, message by message, as its documentation describes them. */
export class ULogWriter {
  #parts: Buffer[] = [];

  constructor({ startMicroseconds = 0n }: { startMicroseconds?: bigint } = {}) {
    const header = Buffer.alloc(16);
    header.set([0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35, 1]);
    header.writeBigUInt64LE(startMicroseconds, 8);
    this.#parts.push(header);
  }

  get length(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, 0);
  }

  message(type: string, data: Uint8Array): this {
    const head = Buffer.alloc(3);
    head.writeUInt16LE(data.length, 0);
    head[2] = type.charCodeAt(0);
    this.#parts.push(Buffer.concat([head, data]));
    return this;
  }

  flags(appendedAt = 0n): this {
    const data = Buffer.alloc(40);
    if (appendedAt > 0n) data[8] = 1;
    data.writeBigUInt64LE(appendedAt, 16);
    return this.message("B", data);
  }

  format(text: string): this {
    return this.message("F", Buffer.from(text));
  }

  info(key: string, value: string): this {
    const name = `char[${value.length}] ${key}`;
    return this.message("I", Buffer.from(`${String.fromCharCode(name.length)}${name}${value}`));
  }

  subscribe(id: number, name: string, multiID = 0): this {
    return this.message(
      "A",
      Buffer.concat([Buffer.from([multiID, id & 255, id >> 8]), Buffer.from(name)]),
    );
  }

  data(id: number, bytes: Uint8Array): this {
    return this.message("D", Buffer.concat([Buffer.from([id & 255, id >> 8]), bytes]));
  }

  printed(microseconds: bigint, level: number, text: string): this {
    const head = Buffer.alloc(9);
    head[0] = 0x30 + level;
    head.writeBigUInt64LE(microseconds, 1);
    return this.message("L", Buffer.concat([head, Buffer.from(text)]));
  }

  dropout(milliseconds: number): this {
    return this.message("O", Buffer.from([milliseconds & 255, milliseconds >> 8]));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
