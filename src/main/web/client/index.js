export { watchSection } from "./section.js";
export { SectionFold } from "./fold.js";
