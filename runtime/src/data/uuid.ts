const digits = "0123456789abcdef";

/**
 * A random identifier (UUID version 4). It is not a secret, so it does not need node:crypto, which would add
 * a sixth of the time of `node -e 0` to startup.
 */
export function newUUID(): string {
  let uuid = "";
  for (const form of "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx") {
    if (form === "x") uuid += digits[Math.floor(Math.random() * 16)];
    else if (form === "v") uuid += digits[8 + Math.floor(Math.random() * 4)];
    else uuid += form;
  }
  return uuid;
}
