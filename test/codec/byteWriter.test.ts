import { decodeMetric, encodeMetric } from "@metrics-project/runtime";
import { expect, test } from "vitest";
import { ByteWriter } from "../../runtime/src/codec/byteWriter.js";
import { block, double, text, varint } from "./wire.js";

const float = [0, 0, 192, 63];

test.each<[string, (writer: ByteWriter) => ByteWriter, number[]]>([
  ["a float", (writer) => writer.float(1.5), float],
  ["a double", (writer) => writer.double(-0.1), double(-0.1)],
  ["a number", (writer) => writer.uint32(4_000_000_000), varint(4_000_000_000)],
  ["a number of 64 bits", (writer) => writer.int64(-5), varint(-5)],
  ["a boolean", (writer) => writer.bool(true), [1]],
  ["a string", (writer) => writer.string("abc"), [3, ...text("abc")]],
  ["a string of other letters", (writer) => writer.string("aäc"), [4, ...text("aäc")]],
  ["an empty message", (writer) => writer.fork().join(), [0]],
  ["two messages in each other", (writer) => writer.fork().fork().join().join(), [1, 0]],
])("%s is written whole behind any number of bytes, and before others", (_, write, bytes) => {
  // The buffer grows at 256 and 512 bytes.
  for (let before = 0; before < 530; before++) {
    const filled = new Uint8Array(before).fill(7);
    const written = write(new ByteWriter().raw(filled)).raw(Uint8Array.of(9)).finish();
    expect(Array.from(written.subarray(before))).toEqual([...bytes, 9]);
  }
});

test("a message of any length gets it written before it", () => {
  for (let length = 0; length < 1100; length++) {
    const content = new Uint8Array(length).fill(7);
    const written = new ByteWriter().uint32(10).fork().raw(content).join().uint32(9).finish();
    expect(Array.from(written)).toEqual([...block(1, ...content), 9]);
  }
});

test("a writer that was cleared starts over", () => {
  const writer = new ByteWriter();
  for (const length of [3, 2000, 2_000_000, 5]) {
    const content = new Uint8Array(length).fill(7);
    const written = writer.fork().uint32(300).raw(content).join().finish();
    const expected = Uint8Array.from([...varint(length + 2), ...varint(300)]);
    expect(Buffer.compare(written, Buffer.concat([expected, content]))).toBe(0);
    writer.clear();
    expect(writer.finish()).toEqual(new Uint8Array(0));
  }
});

test("a message may be written while another one is", () => {
  const inner = { ...decodeMetric(new Uint8Array()), name: "inner" };
  let bytes = new Uint8Array();
  const outer = {
    ...inner,
    get name() {
      bytes = Uint8Array.from(encodeMetric(inner));
      return "outer";
    },
  };
  expect(decodeMetric(encodeMetric(outer)).name).toBe("outer");
  expect(decodeMetric(bytes)).toEqual(inner);
});
