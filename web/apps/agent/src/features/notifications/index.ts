/** What other parts of the application may use of this area. */
export { Bell } from "./bell";
export { refreshNotifications } from "./queries";
