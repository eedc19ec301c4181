// Metric and MetricsData messages, byte by byte from the format's field numbers. By hand on purpose:
// what the client reads must not come from the code that it reads with.

/** @param {number} value */
function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** @param {number} number @param {Buffer | string} content */
function field(number, content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** @param {number} number @param {number} value */
function number(number, value) {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

/** @param {string} id */
function uuid(id) {
  return field(1, field(1, id));
}

/** @param {readonly number[]} values */
function doubles(values) {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => {
    bytes.writeDoubleLE(value, i * 8);
  });
  return bytes;
}

/**
 * A scalar metric: status PASSED, importance MEDIUM.
 * @param {{ id: string, jobID: string, name: string, value: number }} metric
 */
export function scalarMetric({ id, jobID, name, value }) {
  const scalar = Buffer.concat([Buffer.from([9]), doubles([value]), field(3, "m")]);
  return Buffer.concat([
    field(1, uuid(id)),
    field(2, name),
    number(3, 7),
    number(5, 1),
    field(7, field(7, scalar)),
    number(9, 3),
    field(10, uuid(jobID)),
  ]);
}

/**
 * An image metric, whose file no batch run gets to see.
 * @param {{ id: string, jobID: string, name: string, dataID: string }} metric
 */
export function imageMetric({ id, jobID, name, dataID }) {
  return Buffer.concat([
    field(1, uuid(id)),
    field(2, name),
    number(3, 9),
    number(5, 1),
    field(7, field(9, field(1, uuid(dataID)))),
    number(9, 3),
    field(10, uuid(jobID)),
  ]);
}

/**
 * A metric of a type that does not exist yet, with values of a kind that does not exist yet.
 * @param {{ id: string, jobID: string, name: string }} metric
 */
export function futureMetric({ id, jobID, name }) {
  return Buffer.concat([
    field(1, uuid(id)),
    field(2, name),
    number(3, 77),
    number(5, 1),
    field(7, field(77, field(1, "new"))),
    number(9, 3),
    field(10, uuid(jobID)),
    field(99, "a field that is not known yet"),
  ]);
}

/**
 * A series of doubles.
 * @param {{ id: string, name: string, values: readonly number[] }} data
 */
export function doublesData({ id, name, values }) {
  return Buffer.concat([
    field(1, uuid(id)),
    number(2, 1),
    field(3, name),
    field(4, "m/s"),
    field(10, field(1, field(1, doubles(values)))),
  ]);
}
