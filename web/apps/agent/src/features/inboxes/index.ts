/** What other parts of the application may use of this area. */
export { InboxWizard } from "./inbox-wizard";
