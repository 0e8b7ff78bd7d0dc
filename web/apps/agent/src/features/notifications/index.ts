/** What other parts of the application may use of this area. */
export { watchAttention } from "./attention";
export { Bell } from "./bell";
export { receiveCall } from "./calls";
export { ringAgain } from "./ring";
export { refreshNotifications } from "./queries";
