import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Which the build has unpacked: see maven-dependency-plugin in pom.xml. */
const TSC = fileURLToPath(new URL("../../../../target/web-tools/typescript/lib/tsc.js", import.meta.url));

/** Runs TypeScript's compiler, as on the command line. */
export function compile(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSC, "--pretty", "false", ...args], { encoding: "utf8" });
  return { status, output: stdout + stderr };
}
