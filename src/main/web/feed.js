import { SIGNS } from "./table-shape.js";
import { locale, word } from "./words.js";

const LENGTH = 12;

/** The last events, the newest first. */
export class Feed {
  #list;

  constructor(list) {
    this.#list = list;
  }

  add({ event, entity, id }, sectionName) {
    const item = document.createElement("li");
    const status = entity.status ? ` ${SIGNS[entity.status] ?? ""} ${word(entity.status)}` : "";
    const name = entity.number === undefined ? "" : ` ${word("table", entity.number)}`;
    const time = document.createElement("time");
    time.textContent = new Date().toLocaleTimeString(locale());
    const code = document.createElement("code");
    code.textContent = event;
    item.append(time, " ", code, `${name}${entity.tableId ? "" : status} · ${sectionName}`);
    item.dataset.id = id;
    this.#list.prepend(item);
    while (this.#list.children.length > LENGTH) {
      this.#list.lastChild.remove();
    }
  }
}
