const WORDS = {
  en: {
    section: "Section",
    token: "Token",
    watch: "Watch",
    tryIt: "Try it",
    cutTheLine: "Cut the line",
    slowNetwork: "Slow network",
    rush: "A rush of changes",
    keys: "Click a table, or press Enter, for its next status; drag it or use the arrow keys; H holds it, Delete removes it.",
    figures: "Figures",
    lastEvents: "Last events",
    connecting: "connecting…",
    live: "live",
    stale: "the line is down, trying again…",
    resuming: "coming back…",
    closed: "closed",
    latency: "Latency, last minute",
    latencyOf: (p50, p99) => `p50 ${p50} ms, p99 ${p99} ms`,
    none: "–",
    changes: "Changes told",
    resumed: "Resumed without a GET",
    gets: "GETs the main API got",
    saved: "Frames saved",
    servedBy: "Served by",
    addTable: "Add a table",
    seats: (count) => `${count} ${count === 1 ? "seat" : "seats"}`,
    table: (number) => `Table ${number}`,
    floorPlan: (name) => `Floor plan of ${name}`,
    refused: "That didn't work: ",
    AVAILABLE: "available",
    RESERVED: "reserved",
    OCCUPIED: "occupied",
    BLOCKED: "blocked",
    HELD: "being booked",
    nodes: "Nodes",
    viewers: (count) => `${count} ${count === 1 ? "viewer" : "viewers"}`,
    has: (sections) => `has ${sections}`,
    servesThisPage: "serves this page",
    starting: "starting",
    joining: "joining",
    leaving: "leaving",
    exiting: "exiting",
    down: "down",
    removed: "removed",
    unreachable: "unreachable",
    ended: "ended",
    INVALID_SECTION: "The section id has 1 to 64 letters, digits, '-' or '_'.",
    TOKEN_MISSING: "A token is needed.",
    TOKEN_INVALID: "The token is not valid.",
    TOKEN_EXPIRED: "The token has expired.",
    ACCESS_DENIED: "You may not see this section.",
    ORIGIN_DENIED: "Pages of this origin may not connect.",
    SECTION_NOT_FOUND: "There is no such section.",
    4403: "You may not see this section.",
    4404: "There is no such section.",
    4410: "The section was deleted.",
  },
  es: {
    section: "Sección",
    token: "Token",
    watch: "Ver",
    tryIt: "Pruébalo",
    cutTheLine: "Cortar la línea",
    slowNetwork: "Red lenta",
    rush: "Una avalancha de cambios",
    keys: "Haz clic en una mesa, o pulsa Intro, para su siguiente estado; arrástrala o usa las flechas; H la retiene, Supr la quita.",
    figures: "Cifras",
    lastEvents: "Últimos eventos",
    connecting: "conectando…",
    live: "en vivo",
    stale: "sin línea, reintentando…",
    resuming: "volviendo…",
    closed: "cerrado",
    latency: "Latencia, último minuto",
    latencyOf: (p50, p99) => `p50 ${p50} ms, p99 ${p99} ms`,
    none: "–",
    changes: "Cambios recibidos",
    resumed: "Reanudado sin GET",
    gets: "GET a la API principal",
    saved: "Mensajes ahorrados",
    servedBy: "Servido por",
    addTable: "Añadir una mesa",
    seats: (count) => `${count} ${count === 1 ? "puesto" : "puestos"}`,
    table: (number) => `Mesa ${number}`,
    floorPlan: (name) => `Plano de ${name}`,
    refused: "No fue posible: ",
    AVAILABLE: "disponible",
    RESERVED: "reservada",
    OCCUPIED: "ocupada",
    BLOCKED: "bloqueada",
    HELD: "reservándose",
    nodes: "Nodos",
    viewers: (count) => `${count} ${count === 1 ? "espectador" : "espectadores"}`,
    has: (sections) => `tiene ${sections}`,
    servesThisPage: "sirve esta página",
    starting: "arrancando",
    joining: "uniéndose",
    leaving: "saliendo",
    exiting: "saliendo",
    down: "caído",
    removed: "retirado",
    unreachable: "inalcanzable",
    ended: "terminado",
    INVALID_SECTION: "El id de la sección tiene de 1 a 64 letras, cifras, '-' o '_'.",
    TOKEN_MISSING: "Hace falta un token.",
    TOKEN_INVALID: "El token no es válido.",
    TOKEN_EXPIRED: "El token ha caducado.",
    ACCESS_DENIED: "No puedes ver esta sección.",
    ORIGIN_DENIED: "Las páginas de este origen no pueden conectarse.",
    SECTION_NOT_FOUND: "No existe esa sección.",
    4403: "No puedes ver esta sección.",
    4404: "No existe esa sección.",
    4410: "La sección fue eliminada.",
  },
};

let language = navigator.language.startsWith("es") ? "es" : "en";

/** A word in the language of the page; what isn't a word of ours stays as it is. */
export function word(key, ...args) {
  const text = WORDS[language][key] ?? key;
  return typeof text === "function" ? text(...args) : text;
}

/** How times are written: the language of the page, whatever the browser's is. */
export function locale() {
  return language;
}

/** Writes all words that stand in the page itself. */
export function writeWords() {
  document.documentElement.lang = language;
  document.querySelectorAll("[data-word]").forEach((element) => {
    element.textContent = word(element.dataset.word);
  });
  document.querySelectorAll("[data-label]").forEach((element) => {
    element.setAttribute("aria-label", word(element.dataset.label));
  });
  const button = document.getElementById("language");
  const other = language === "en" ? ["es", "Español"] : ["en", "English"];
  [button.lang, button.textContent] = other;
}

export function switchLanguage() {
  language = language === "en" ? "es" : "en";
  writeWords();
}
