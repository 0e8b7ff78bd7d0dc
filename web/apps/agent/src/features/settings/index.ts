/** What other parts of the application may use of this area. */
export { entriesFor, SETTINGS_GROUPS } from "./pages";
