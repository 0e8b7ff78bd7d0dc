/** What other parts of the application may use of this area. */
export { formOf, searchOf, type PlanSearch } from "./address";
export { hourTicks, HourAxis, Key, ValueAxis } from "./axes";
export { useFigures } from "./figures";
export { isExample } from "./form";
export type { HistoryView } from "./own-history";
export { Headlines, Part, type Headline } from "./parts";
export { historyQuery, readSpecialDaysAgain, specialDaysQuery } from "./queries";
export { saveFile } from "./save-file";
export { niceTop, nextMonday, stepLine } from "./shape";
export { WorkforceTabs } from "./tabs";
export { useLightPrint } from "./use-light-print";
export { usePlan } from "./use-plan";
export { shade, WeekHeat } from "./week-heat";
