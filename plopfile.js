import { register } from "node:module";
import { register as registerTypeScript } from "tsx/esm/api";

// Our generators are TypeScript, and read the runtime's sources: no build is needed before `npx plop`.
registerTypeScript();
const resolve =
  'export const resolve=(s,c,next)=>next(s,{...c,conditions:[...c.conditions,"@metrics-project/source"]})';
register(`data:text/javascript,${encodeURIComponent(resolve)}`);

const { configurePlop } = await import("./generators/tasks/configurePlop.ts");

export default configurePlop;
