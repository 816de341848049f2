// Whether the client's types say what they should, and the examples keep to them. In Node only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "./compiler.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

test("the uses, the React hook and the Angular service are well typed", () => {
  const { status, output } = compile(["--project", path("tsconfig.json")]);

  assert.equal(status, 0, output);
});

test("the plain page is well typed", () => {
  const { status, output } = compile(["--project", path("tsconfig.plain.json")]);

  assert.equal(status, 0, output);
});
