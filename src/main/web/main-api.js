import { word } from "./words.js";

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

  /** From now on it is asked with this one. */
  async freshToken() {
    const { token } = await this.#ask("POST", "token");
    this.#token = token;
    return token;
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
    }).catch((cause) => {
      throw new Error(word("apiUnreachable"), { cause });
    });
    if (!answer.ok) {
      throw new Refusal(answer.status);
    }
    return answer.json();
  }
}

/** The token that the page came with, and fresh ones later if there is somebody who gives them. */
export function tokens(first, api) {
  let isFirst = true;
  return () => {
    if (isFirst || !api) {
      isFirst = false;
      return first;
    }
    return api.freshToken().catch((failure) => {
      // Nobody gives one for a token that is over, however often they are asked.
      if (failure.status !== 401) {
        throw failure;
      }
    });
  };
}

/** What it answered instead, in the page's language and not in the API's. */
class Refusal extends Error {
  constructor(status) {
    const key = `api${status}`;
    const text = word(key);
    super(text === key ? word("apiRefused", status) : text);
    this.status = status;
  }
}
