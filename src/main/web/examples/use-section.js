// A hook for React 18 and later: const { state, status } = useSection({ url, sectionId, getToken });
import { useEffect, useState } from "react";
import { watchSection } from "@mesaya/realtime-client";

/** @type {Pick<import("@mesaya/realtime-client").WatchedSection, "state" | "status" | "reason">} */
const NOTHING = {
  state: { section: null, tables: new Map(), objects: new Map(), holds: new Map() },
  status: "connecting",
  reason: undefined,
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
    const show = () => setSeen({ state: section.state, status: section.status, reason: section.reason });
    // Nothing of the section that was shown before.
    show();
    section.on("change", show);
    section.on("status", show);
    return () => section.close();
  }, [url, sectionId, getToken]);
  return seen;
}
