/** Milliseconds between two checks for a block that the browser has not read yet. */
const patience = 5;

/** The content of a script element that contains gzipped base64, once the browser has read it. */
export async function gunzip(id: string): Promise<ArrayBuffer> {
  const text = (await element(id)).textContent ?? "";
  const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** The complete element: the next element, or the end of the page, shows that it is complete. */
async function element(id: string): Promise<HTMLElement> {
  for (;;) {
    const isRead = document.readyState !== "loading";
    const found = document.getElementById(id);
    if (found !== null && (isRead || found.nextElementSibling !== null)) return found;
    if (isRead) throw new Error(`the page is incomplete: it has no block ${id}`);
    await new Promise((resolve) => setTimeout(resolve, patience));
  }
}

/** Newer browsers have this built in, many times faster. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64: native } = Uint8Array as unknown as {
    fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
  };
  if (native !== undefined) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
