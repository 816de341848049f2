// A page without a framework: open plain.html#section=…&token=…
import { watchSection } from "../client/index.js";

const asked = new URLSearchParams(location.hash.slice(1));
const section = watchSection({ url: "/", sectionId: asked.get("section"), getToken: () => asked.get("token") });

section.on("status", (status) => {
  document.getElementById("status").textContent = section.reason?.message ?? status;
});
section.on("error", ({ code, message }) => console.warn(code, message ?? ""));
section.on("change", () => {
  const items = [...section.state.tables.values()].map((table) => {
    const item = document.createElement("li");
    item.textContent = `Table ${table.number}: ${table.status}${section.state.holds.has(table.id) ? ", being booked" : ""}`;
    return item;
  });
  document.getElementById("tables").replaceChildren(...items);
});
