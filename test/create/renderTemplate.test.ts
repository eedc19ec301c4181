import { expect, it } from "vitest";
import { renderTemplate } from "../../generators/templates/renderTemplate.js";

it("names the template and the variable that is missing", async () => {
  await expect(renderTemplate("project/common/package.json.hbs", {})).rejects.toThrow(
    /project\/common\/package\.json\.hbs cannot be filled in: "name" not defined/,
  );
});
