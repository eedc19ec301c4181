export { QuantileSketch, type QuantileSketchOptions } from "./sketch/QuantileSketch.js";
