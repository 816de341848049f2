// Shows a section by the hook when told to, and counts what the client holds: sockets, and listeners of the document.
import { useSection } from "/src/main/web/examples/use-section.js";

const { createElement, StrictMode, useCallback } = window.React;
const { createRoot } = window.ReactDOM;

const sockets = new Set();
window.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address);
    sockets.add(this);
    this.addEventListener("close", () => sockets.delete(this));
  }
};

const listeners = new Set();
const { addEventListener } = document;
document.addEventListener = function (type, listener, options) {
  if (type === "visibilitychange") {
    listeners.add(listener);
    options.signal.addEventListener("abort", () => listeners.delete(listener));
  }
  addEventListener.call(this, type, listener, options);
};

function Section({ url, sectionId, token }) {
  const getToken = useCallback(() => token, [token]);
  const { state, status } = useSection({ url, sectionId, getToken });
  return createElement("p", { id: "section", "data-status": status }, `${state.section?.name}, ${state.tables.size} tables`);
}

const root = createRoot(document.getElementById("root"));

/** Strict mode runs each effect twice, as a test of its end. */
window.show = (asked) => root.render(createElement(StrictMode, null, createElement(Section, asked)));
window.leave = () => root.unmount();
window.held = () => `${sockets.size} sockets, ${listeners.size} listeners`;
