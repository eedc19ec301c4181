/** Where a project's build leaves the list of what it was made of, from the project's folder on. */
export const usualMetafile = "node_modules/.cache/metrics-project/build.json";
