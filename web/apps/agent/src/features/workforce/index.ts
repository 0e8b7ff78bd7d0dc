/** What other parts of the application may use of this area. */
export { formOf, searchOf, type PlanSearch } from "./address";
