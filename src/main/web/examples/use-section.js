// A hook for React 18 and later: const { state, status, error } = useSection({ url, sectionId, getToken });
import { useEffect, useState } from "react";
import { watchSection } from "@mesaya/realtime-client";

/** @typedef {import("@mesaya/realtime-client").Problem | undefined} Problem What went wrong last, until it is live again. */

/** @type {Pick<import("@mesaya/realtime-client").WatchedSection, "state" | "status" | "reason"> & { error: Problem }} */
const NOTHING = {
  state: { section: null, tables: new Map(), objects: new Map(), holds: new Map() },
  status: "connecting",
  reason: undefined,
  error: undefined,
};

/**
 * `getToken` has to be the same function each time, as `useCallback` makes it.
 *
 * @param {Pick<import("@mesaya/realtime-client").WatchOptions, "url" | "sectionId" | "getToken">} options
 */
export function useSection({ url, sectionId, getToken }) {
  const [seen, setSeen] = useState(NOTHING);
  useEffect(() => {
    const section = watchSection({ url, sectionId, getToken, pauseWhenHidden: true });
    /** @type {Problem} */
    let error;
    const show = () => setSeen({ state: section.state, status: section.status, reason: section.reason, error });
    // Nothing of the section that was shown before.
    show();
    section.on("change", show);
    section.on("status", (status) => {
      error = status === "live" ? undefined : error;
      show();
    });
    section.on("error", (problem) => {
      error = problem;
      show();
    });
    return () => section.close();
  }, [url, sectionId, getToken]);
  return seen;
}
