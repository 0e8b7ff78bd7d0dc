/** What other parts of the application may use of this area. */
export { formOf, searchOf, type PlanSearch } from "./address";
export { useFigures } from "./figures";
export { isExample } from "./form";
export { niceTop, nextMonday } from "./shape";
export { WorkforceTabs } from "./tabs";
export { usePlan } from "./use-plan";
