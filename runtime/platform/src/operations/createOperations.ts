import { batchOperations } from "./batchOperations.js";
import { jobOperations } from "./jobOperations.js";
import { lightOperations } from "./lightOperations.js";
import type { OperationContext, Operations } from "./operation.js";
import { projectOperations } from "./projectOperations.js";
import { reportOperations } from "./reportOperations.js";

/** Every operation of the description; the compiler names a missing one. */
export function createOperations(context: OperationContext): Operations {
  return {
    ...projectOperations(context),
    ...batchOperations(context),
    ...jobOperations(context),
    ...lightOperations(context),
    ...reportOperations(context),
  };
}
