/** What other parts of the application may use of this area. */
export { SETTINGS_GROUPS } from "./pages";
