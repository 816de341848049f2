// What it promises is written in index.d.ts.
export { watchSection } from "./section.js";
export { SectionFold } from "./fold.js";
