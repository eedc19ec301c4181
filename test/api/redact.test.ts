import { expect, it } from "vitest";
import { redactAddress } from "../../runtime/src/api/http/redact.js";

it.each([
  ["https://", "https://"],
  ["api.resim.ai/v1", "api.resim.ai/v1"],
  ["https://me:se cret@ho st/v1", "https://(removed)@ho st/v1"],
  ["https://me:secret@host:notaport/v1", "https://(removed)@host:notaport/v1"],
  ["https:me:secret@", "(removed)@"],
  ["me:secret@host/v1", "(removed)@host/v1"],
  ["https://ho st/v1?token=secret#secret", "https://ho st/v1"],
  ["https://me:se@cret@ho st", "https://(removed)@ho st"],
])("shows %j, which is not a URL, without credentials", (text, shown) => {
  expect(redactAddress(text)).toBe(shown);
  expect(redactAddress(text)).not.toContain("cret");
});
