const FINAL = /^(100[23789]|44..)$/;
const PASSING = /^(401|408|425|429|5..)$/;
const LONGEST_WAIT_MS = 3_600_000;

export function afterClose(code, reconnectAfterMs) {
  const needsToken = code === 4401;
  return { comesBack: needsToken || !FINAL.test(code), needsToken, waitMs: bounded(reconnectAfterMs) };
}

export function request(fetch, address, signal) {
  return fetch(address, { cache: "no-store", redirect: "manual", signal });
}

export async function askWhy(fetch, address, signal) {
  let answer;
  let error;
  try {
    answer = await request(fetch, address, signal);
    ({ error } = await answer.json());
  } catch {
    // Not our JSON.
  }
  const status = answer?.status;
  // 426: a WebSocket ought to be let in.
  const isExplained = status >= 400 && status !== 426;
  let code = status === undefined ? "NOT_READABLE" : "NOT_UPGRADED";
  if (isExplained) {
    code = `${error?.code ?? `HTTP_${status}`}`;
  }
  return {
    isExplained,
    comesBack: PASSING.test(status),
    needsToken: status === 401 && code !== "TOKEN_NOT_YET_VALID",
    waitMs: code === "STOPPING" ? 0 : bounded(answer?.headers.get("Retry-After") * 1000),
    error: { code, status, message: error?.message },
  };
}

function bounded(ms) {
  return Math.min(ms || 0, LONGEST_WAIT_MS);
}
