import { expect, test } from "vitest";
import { ByteReader } from "../../runtime/src/codec/byteReader.js";
import { ByteWriter } from "../../runtime/src/codec/byteWriter.js";
import { readDoubles, writeDoubles } from "../../runtime/src/codec/numbers.js";
import { double, varint } from "./wire.js";

const values = new Float64Array([1.5, -0, Number.NaN, 5e-324, Number.NEGATIVE_INFINITY]);
const bytes = Uint8Array.from([...values].flatMap(double));

// Machines with the other byte order do not copy in bulk. Both ways must give the same bytes.
test.each([true, false])("doubles are written in the format's byte order, in bulk: %s", (bulk) => {
  const writer = new ByteWriter();
  writeDoubles(writer, values, bulk);
  expect(writer.finish()).toEqual(bytes);
});

test.each([true, false])("doubles are read in the format's byte order, in bulk: %s", (bulk) => {
  const block = Uint8Array.from([...varint(bytes.length), ...bytes]);
  expect(readDoubles(new ByteReader(block, "DoubleSeries"), bulk)).toEqual(values);
});
