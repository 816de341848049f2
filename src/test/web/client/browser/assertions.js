/** What the tests need of Node's strict assertions. */
export default {
  ok(value, message = "is not true") {
    if (!value) {
      throw new Error(message);
    }
  },
  equal(actual, expected, message = "") {
    this.ok(Object.is(actual, expected), `${message} ${String(actual)} is not ${String(expected)}`);
  },
  notEqual(actual, other) {
    this.ok(!Object.is(actual, other), "is the same");
  },
  throws(act, kind) {
    try {
      act();
    } catch (failure) {
      this.ok(failure instanceof kind, `threw ${failure}`);
      return;
    }
    throw new Error("didn't throw");
  },
  deepEqual(actual, expected) {
    this.ok(isSame(actual, expected), `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  },
};

function isSame(one, other) {
  if (Object.is(one, other)) {
    return true;
  }
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) {
    return false;
  }
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}
