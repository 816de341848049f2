/** The main API, for who may change things there: the demo's stand-in. */
export class MainApi {
  #base;
  #token;

  constructor(base, token) {
    this.#base = base;
    this.#token = token;
  }

  addTable(members) {
    return this.#ask("POST", "table", members);
  }

  changeTable(id, members) {
    return this.#ask("PATCH", `table/${id}`, members);
  }

  removeTable(id) {
    return this.#ask("DELETE", `table/${id}`);
  }

  hold(id, isHeld) {
    return this.#ask("POST", `table/${id}/${isHeld ? "selecting" : "released"}`, {});
  }

  /** How often it was asked for a section, how much has changed, and which sections there are. */
  tally() {
    return this.#ask("GET", "tally");
  }

  async #ask(method, path, body) {
    const answer = await fetch(`${this.#base}/api/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) {
      throw new Error(said.message);
    }
    return said;
  }
}
