/** An error with a sentence on what to do next, which is printed below its message. */
export function withHint(message: string, hint: string): Error {
  return Object.assign(new Error(message), { hint });
}
