import { Feed } from "./feed.js";
import { Figures } from "./figures.js";
import { cutTheLine } from "./line.js";
import { MainApi, tokens } from "./main-api.js";
import { Nodes } from "./nodes.js";
import { Room } from "./room.js";
import { SIGNS } from "./table-shape.js";
import { switchLanguage, word, writeWords } from "./words.js";

const REFRESH_MS = 1_000;
const RUSH_CHANGES = 2_000;
const RUSH_AT_ONCE = 8;
/** From the worst to the best: the page is as good as its worst section. */
const STATUSES = ["closed", "stale", "connecting", "resuming", "live"];

const byId = (id) => document.getElementById(id);
const feed = new Feed(byId("feed"));
const figures = new Figures(byId("figures"));
const form = byId("join");
// Sections and token are in the fragment, which browsers send to no server; or the fragment names a demo, which returns them.
const fragment = new URLSearchParams(location.hash.slice(1));
const asked = fragment.has("demo") ? await ofDemo(fragment.get("demo")) : fragment;
const slowLine = asked.get("slow");
const nodes = new Nodes(byId("nodes"), asked.get("nodes"));
let rooms = [];
let api;
let origin = location.origin;
let failures = 0;
let complaint = "";

/** The parameters of the demo whose address is in the fragment; none if it has ended. */
async function ofDemo(address) {
  try {
    const answer = await fetch(address);
    return new URLSearchParams(answer.ok ? await answer.text() : "");
  } catch {
    return new URLSearchParams();
  }
}

function showStatus() {
  const statuses = rooms.map(({ section }) => section.status);
  const worst = STATUSES.find((status) => statuses.includes(status)) ?? "idle";
  const reason = rooms.map(({ section }) => section.reason).find((found) => found);
  const shown = reason ? describe(reason) : worst === "idle" ? "" : word(worst);
  byId("connection").dataset.state = worst;
  byId("connection").textContent = complaint || shown;
  byId("title").textContent = rooms.length === 1 ? rooms[0].name || "MesaYa" : "MesaYa";
  form.hidden = rooms.length > 0 && worst !== "closed";
  figures.servedBy(worst === "live" ? origin : undefined);
  nodes.servedBy(worst === "live" ? origin : undefined);
}

/** In words of the page's language; the service speaks only one. */
function describe({ code }) {
  const text = word(code);
  return text === code ? word("closedWith", code) : text;
}

function complain(text) {
  complaint = text;
  showStatus();
}

function watch(sectionIds, token, apiUrl) {
  rooms.forEach(({ section }) => section.close());
  byId("rooms").replaceChildren();
  complaint = "";
  api = apiUrl ? new MainApi(apiUrl, token) : undefined;
  byId("controls").hidden = !api;
  figures.watches(sectionIds);
  const tell = {
    changed(change, name) {
      complaint = "";
      figures.changed(change);
      feed.add(change, name);
    },
    begun: () => figures.begun(),
    resumed: () => figures.resumed(),
    problem({ code }, status) {
      const text = word(code);
      // On a live line nobody misses anything.
      if (status !== "live" && text !== code) {
        complain(text);
      }
    },
    status(status) {
      if (status === "live") {
        complaint = "";
      }
      showStatus();
      follow(status);
    },
    complain,
  };
  rooms = sectionIds.map(
    (sectionId) => new Room(byId("rooms"), { url: () => origin, sectionId, getToken: tokens(token, api), api }, tell),
  );
  showStatus();
}

/** Where the next attempt goes to: if its node is gone, to another. */
async function follow(status) {
  if (status === "live") {
    failures = 0;
  } else if (status === "stale" && origin !== slowLine) {
    const from = origin;
    const next = await nodes.next(from, failures++);
    // Meanwhile somebody may have chosen another.
    if (origin === from) {
      origin = next;
    }
  }
}

async function refresh() {
  try {
    if (api) {
      figures.tallied(await api.tally());
    }
  } catch {
    // What it told last stays.
  }
  figures.draw();
  setTimeout(refresh, REFRESH_MS);
}

/** Many changes of the same table, as fast as the API takes them: more than anybody can watch. */
async function rush() {
  const [table] = rooms[0].section.state.tables.values();
  for (let done = 0; table && done < RUSH_CHANGES; done += RUSH_AT_ONCE) {
    const changes = Array.from({ length: RUSH_AT_ONCE }, (_, at) =>
      api.changeTable(table.id, { status: at % 2 ? "AVAILABLE" : "OCCUPIED", rush: done + at }),
    );
    await Promise.all(changes);
  }
}

function drawAll() {
  rooms.forEach((room) => room.draw());
  figures.draw();
  showStatus();
  byId("legend").replaceChildren(
    ...Object.entries(SIGNS).map(([status, sign]) => {
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.dataset.status = status;
      swatch.textContent = sign;
      item.append(swatch, word(status));
      return item;
    }),
  );
}

form.addEventListener("submit", (submit) => {
  submit.preventDefault();
  const { section, token } = Object.fromEntries(new FormData(form));
  watch([section], token);
});
byId("language").addEventListener("click", () => {
  switchLanguage();
  drawAll();
});
byId("cut").addEventListener("change", ({ target }) => cutTheLine(target.checked));
byId("slow-label").hidden = !slowLine;
byId("slow").addEventListener("change", ({ target }) => {
  origin = target.checked ? slowLine : location.origin;
  cutTheLine(true);
  cutTheLine(false);
});
byId("rush").addEventListener("click", () => rush().catch((failure) => complain(word("refused") + failure.message)));

if (asked.has("section") && asked.has("token")) {
  const sections = fragment.has("section") ? fragment : asked;
  watch(sections.getAll("section"), asked.get("token"), asked.get("api"));
} else {
  form.hidden = false;
  complaint = fragment.has("demo") ? word("demoEnded") : "";
}
writeWords();
drawAll();
refresh();
