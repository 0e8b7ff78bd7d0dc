import { isApiError } from "@rapport/api";

/** Whether a link of a mail does not work any more; the server says the same of one that never was. */
export function isUseless(error: unknown): boolean {
  return isApiError(error) && error.status === 404;
}
