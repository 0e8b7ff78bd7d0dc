export { StartEntry } from "./start-entry";
