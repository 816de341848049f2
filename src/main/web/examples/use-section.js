// A hook for React 18 and later: const { state, status } = useSection({ url, sectionId, getToken });
import { useEffect, useState } from "react";
import { watchSection } from "@mesaya/realtime-client";

const NOTHING = { section: null, tables: new Map(), objects: new Map(), holds: new Map() };

/** `getToken` has to be the same function each time, as `useCallback` makes it. */
export function useSection({ url, sectionId, getToken }) {
  const [seen, setSeen] = useState({ state: NOTHING, status: "connecting", reason: undefined });
  useEffect(() => {
    const section = watchSection({ url, sectionId, getToken, pauseWhenHidden: true });
    const show = () => setSeen({ state: section.state, status: section.status, reason: section.reason });
    section.on("change", show);
    section.on("status", show);
    return () => section.close();
  }, [url, sectionId, getToken]);
  return seen;
}
