import { SIGNS, drawFloorPlan } from "./floor-plan.js";
import { SectionState } from "./section-state.js";

/** Close codes after which it makes no sense to come back. */
const FINAL = new Set([1003, 1008, 1009, 4401, 4403, 4404, 4410]);
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

const plan = document.getElementById("plan");
const title = document.getElementById("title");
const connection = document.getElementById("connection");
const form = document.getElementById("join");

function show(state, text) {
  connection.dataset.state = state;
  connection.textContent = text;
}

function watch(section, token, attempt = 0) {
  const state = new SectionState();
  const address = new URL(`/ws/restaurant/${section}/${token}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  let lastError = "";
  show("connecting", "connecting…");

  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.event === "error") {
      lastError = message.payload.message;
      return;
    }
    attempt = 0;
    state.apply(message);
    title.textContent = state.section.name ?? "MesaYa";
    drawFloorPlan(plan, state);
    show("live", "live");
  };

  socket.onclose = ({ code, reason }) => {
    if (FINAL.has(code)) {
      show("closed", lastError || reason || `closed (${code})`);
      return;
    }
    const wait = Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
    show("connecting", "the line is down, trying again…");
    setTimeout(() => watch(section, token, attempt + 1), wait);
  };

  const lapses = setInterval(() => state.section && drawFloorPlan(plan, state), 1000);
  socket.addEventListener("close", () => clearInterval(lapses));
}

function drawLegend() {
  document.getElementById("legend").replaceChildren(
    ...Object.entries(SIGNS).map(([status, sign]) => {
      const item = document.createElement("span");
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.dataset.status = status;
      swatch.textContent = sign;
      item.append(swatch, status.toLowerCase());
      return item;
    }),
  );
}

drawLegend();
// Section and token come in the fragment, which browsers send to nobody.
const asked = new URLSearchParams(location.hash.slice(1));
if (asked.has("section") && asked.has("token")) {
  watch(asked.get("section"), asked.get("token"));
} else {
  form.hidden = false;
  form.onsubmit = (submit) => {
    submit.preventDefault();
    const { section, token } = Object.fromEntries(new FormData(form));
    form.hidden = true;
    watch(section, token);
  };
}
