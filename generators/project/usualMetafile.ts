/** The path of a build's list of input files, relative to the project. */
export const usualMetafile = "node_modules/.cache/metrics-project/build.json";
