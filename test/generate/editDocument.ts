import { isObject, type Json, type JsonObject, lookUp } from "../../generators/client/document.js";

/** Sets what a JSON pointer leads to, or removes it where `value` is undefined. */
export function set(document: JsonObject, pointer: string, value: Json | undefined): void {
  const { parent, key } = split(document, pointer);
  if (Array.isArray(parent)) {
    if (value === undefined) parent.splice(Number(key), 1);
    else parent[Number(key)] = value;
  } else if (value === undefined) delete parent[key];
  else parent[key] = value;
}

/** Adds to the end of a list. */
export function push(document: JsonObject, pointer: string, value: Json): void {
  const list = lookUp(document, pointer);
  if (!Array.isArray(list)) throw new Error(`${pointer} is not a list`);
  list.push(value);
}

/** Gives a key another name. */
export function rename(document: JsonObject, pointer: string, name: string): void {
  const { parent, key } = split(document, pointer);
  if (Array.isArray(parent)) throw new Error(`${pointer} is in a list`);
  parent[name] = parent[key];
  delete parent[key];
}

function split(
  document: JsonObject,
  pointer: string,
): { parent: JsonObject | Json[]; key: string } {
  const at = pointer.lastIndexOf("/");
  const parent = at === 1 ? document : lookUp(document, pointer.slice(0, at));
  if (!isObject(parent) && !Array.isArray(parent)) throw new Error(`there is no ${pointer}`);
  return { parent, key: pointer.slice(at + 1).replaceAll("~1", "/") };
}
