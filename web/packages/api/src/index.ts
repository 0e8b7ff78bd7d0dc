export { api, csrfToken, onSessionExpired, reportUnauthorised, setCsrfToken, unwrap } from "./client";
export { ApiError, errorFrom, isApiError, type Problem } from "./problem";
export { uploadAttachment, uploadInPieces, type PausableUpload, type Upload } from "./upload";
export type * from "./live";
export type * from "./types";
export type { components, paths } from "./schema";
