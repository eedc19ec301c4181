/**
 * Runs something without Node's warnings for developers: that a built-in module is experimental, or that a library uses
 * deprecated functions.
 */
export function quietly<T>(run: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return run();
  } finally {
    process.emitWarning = emitWarning;
  }
}
