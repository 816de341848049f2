import { FloorPlan, SIGNS } from "./floor-plan.js";
import { Nodes } from "./nodes.js";
import { SectionState } from "./section-state.js";

/** Close codes after which it makes no sense to come back. */
const FINAL = new Set([1003, 1008, 1009, 4401, 4403, 4404, 4410]);
/** What a plain request is answered with where a WebSocket would be let in, now (426) or later (429). */
const PASSING = new Set([426, 429]);
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

const plan = new FloorPlan(document.getElementById("plan"));
const title = document.getElementById("title");
const connection = document.getElementById("connection");
const form = document.getElementById("join");
// Section and token come in the fragment, which browsers send to nobody.
const asked = new URLSearchParams(location.hash.slice(1));
const nodes = new Nodes(document.getElementById("nodes"), asked.get("nodes"));

function show(state, text) {
  connection.dataset.state = state;
  connection.textContent = text;
}

function giveUp(reason) {
  show("closed", reason);
  form.hidden = false;
}

function watch(section, token, attempt = 0, origin = location.origin) {
  const state = new SectionState();
  const path = `/ws/restaurant/${encodeURIComponent(section)}/${encodeURIComponent(token)}`;
  const address = new URL(path, origin);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  let opened = false;
  let lastError = "";
  show("connecting", "connecting…");

  socket.onopen = () => {
    opened = true;
  };

  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.event === "error") {
      lastError = message.payload.message;
      return;
    }
    attempt = 0;
    state.apply(message);
    title.textContent = state.section.name ?? "MesaYa";
    plan.draw(state);
    show("live", "live");
    nodes.servedBy(origin);
  };

  socket.onclose = async ({ code, reason }) => {
    clearInterval(lapses);
    nodes.servedBy(undefined);
    const refusal = opened ? undefined : await refusalOf(path);
    if (refusal !== undefined || FINAL.has(code)) {
      giveUp(refusal ?? (lastError || reason || `closed (${code})`));
      return;
    }
    const wait = Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
    show("connecting", "the line is down, trying again…");
    setTimeout(async () => watch(section, token, attempt + 1, await nodes.next(origin, attempt)), wait);
  };

  const lapses = setInterval(() => state.section && plan.draw(state), 1000);
}

/** Why a handshake was refused, which a browser doesn't tell: a plain request does. */
async function refusalOf(path) {
  try {
    const answer = await fetch(path);
    return answer.status < 500 && !PASSING.has(answer.status) ? (await answer.json()).error.message : undefined;
  } catch {
    return undefined;
  }
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

form.onsubmit = (submit) => {
  submit.preventDefault();
  const { section, token } = Object.fromEntries(new FormData(form));
  form.hidden = true;
  watch(section, token);
};

drawLegend();
if (asked.has("section") && asked.has("token")) {
  watch(asked.get("section"), asked.get("token"));
} else {
  form.hidden = false;
}
