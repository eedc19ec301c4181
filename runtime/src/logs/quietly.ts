/**
 * Runs something without the warnings that Node has for those who write it, not for those who run it: that a module
 * of its own is new, that a library uses what is deprecated.
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
