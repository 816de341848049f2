export { watchSection } from "./section.js";
export { createFold } from "./fold.js";
