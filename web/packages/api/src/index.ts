export { api, csrfToken, onSessionExpired, setCsrfToken, unwrap } from "./client";
export { ApiError, isApiError, type Problem } from "./problem";
export { uploadAttachment, type Upload } from "./upload";
export type * from "./live";
export type * from "./types";
export type { components, paths } from "./schema";
