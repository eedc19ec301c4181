// The objects that the fixture server has to download: metrics, metrics data, logs.
import { doublesData, futureMetric, imageMetric, scalarMetric } from "./messageBytes.mjs";
import { jobID, list, objectID, scenario } from "./serverScenario.mjs";

const series = list(scenario.doubles, (i) => i * 0.5);
/** @type {Map<string, Buffer>} */
const cache = new Map();

/** @param {string} kind @param {number} job @param {number} i */
export function objectBytes(kind, job, i) {
  if (kind === "metric") {
    const common = { id: objectID(2, job, i), jobID: jobID(job) };
    if (i < scenario.metrics) {
      return scalarMetric({ ...common, name: `metric ${i}`, value: job + i / 100 });
    }
    const image = i - scenario.metrics;
    if (image < scenario.images) {
      const dataID = objectID(3, job, scenario.data);
      return imageMetric({ ...common, name: `image ${image}`, dataID });
    }
    return futureMetric({ ...common, name: `future ${image - scenario.images}` });
  }
  // The series is the same in all: only ID and name differ, so bytes are made once per name.
  const key = `data ${i}`;
  let bytes = cache.get(key);
  if (!bytes) {
    bytes = doublesData({ id: objectID(3, job, i), name: key, values: series });
    cache.set(key, bytes);
  }
  const own = Buffer.from(bytes);
  own.write(objectID(3, job, i), own.indexOf("-0000-4000-8000-") - 8, "latin1");
  return own;
}

/** @param {number} job @param {number} i */
export function logBytes(job, i) {
  return Buffer.alloc(scenario.logSize + i, `log ${i} of test ${job}\n`);
}
