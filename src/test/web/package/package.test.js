// What `npm pack` makes, and whether it can be used by its name. In Node only.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "./compiler.js";

const CLIENT = fileURLToPath(new URL("../../../main/web/client", import.meta.url));
const NAME = "@mesaya/realtime-client";
const LARGEST_BYTES = 6 * 1024;

const hasNpm = spawnSync("npm", ["--version"]).status === 0;
// CI has to have npm.
const skip = !hasNpm && !process.env.CI && "npm is not on this machine";

describe("the package", { skip }, () => {
  const home = mkdtempSync(join(tmpdir(), "realtime-client-"));
  const installed = join(home, "node_modules", NAME);

  before(() => {
    run("npm", ["pack", "--offline", "--silent", "--pack-destination", home], CLIENT);
    const [archive] = readdirSync(home).filter((file) => file.endsWith(".tgz"));
    mkdirSync(installed, { recursive: true });
    run("tar", ["-xzf", archive, "--strip-components=1", "-C", installed], home);
    writeFileSync(join(home, "package.json"), '{ "type": "module" }');
  });
  after(() => rmSync(home, { recursive: true }));

  test("has the modules, their types and how to use them, and nothing else", () => {
    assert.deepEqual(readdirSync(installed).sort(), [
      "README.md",
      "changes.js",
      "clock.js",
      "fold.js",
      "index.d.ts",
      "index.js",
      "package.json",
      "section.js",
      "stream.js",
      "verdict.js",
    ]);
  });

  test("is small", () => {
    const modules = readdirSync(installed).filter((file) => file.endsWith(".js"));
    const bytes = gzipSync(Buffer.concat(modules.map((file) => readFileSync(join(installed, file))))).length;

    console.log(`the client has ${bytes} bytes gzipped`);
    assert.ok(bytes < LARGEST_BYTES, `${bytes} bytes`);
  });

  test("needs no other and runs nothing when it is installed", () => {
    const described = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));

    assert.equal(described.name, NAME);
    for (const member of ["dependencies", "peerDependencies", "scripts"]) {
      assert.equal(described[member], undefined, member);
    }
  });

  test("is imported by its name, and exports what its types say", async () => {
    const user = join(home, "user.js");
    writeFileSync(user, `export * from "${NAME}";`);

    const exported = await import(pathToFileURL(user));

    const types = readFileSync(join(installed, "index.d.ts"), "utf8");
    const declared = [...types.matchAll(/^export (?:declare )?(?:function|class|const) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(exported).sort(), declared.sort());
    const section = exported.watchSection({ url: "http://127.0.0.1:9", sectionId: "s", getToken: () => null, WebSocket: class {} });
    assert.equal(section.status, "connecting");
    section.close();
    assert.equal(section.status, "closed");
  });

  test("brings its types along", () => {
    const user = join(home, "user.ts");
    writeFileSync(user, `import { watchSection } from "${NAME}";\nwatchSection({ url: 1, sectionId: "s", getToken: () => "" });\n`);

    const { status, output } = compile(["--noEmit", "--strict", "--module", "nodenext", "--lib", "es2023,dom", user]);

    assert.notEqual(status, 0);
    assert.match(output, /user\.ts\(2,16\): error TS2322: Type 'number' is not assignable/);
    assert.equal(output.trim().split("\n").filter((line) => line.includes("error")).length, 1, output);
  });

  function run(command, args, cwd) {
    const env = { ...process.env, npm_config_cache: join(home, ".npm"), npm_config_update_notifier: "false" };
    const { status, stderr, error } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
    assert.equal(status, 0, error?.message ?? stderr);
  }
});
