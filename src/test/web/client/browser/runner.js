const tests = [];

/** As in Node, but run when told to. */
export function test(name, body) {
  tests.push({ name, body });
}

/** Runs all of them, one after the other. */
export async function run() {
  const failures = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (failure) {
      failures.push(`${name}: ${failure.message}`);
    }
  }
  return { count: tests.length, failures };
}
