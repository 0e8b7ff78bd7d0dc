import { Problem } from "../../chat/api.ts";
import { t, type Key } from "../i18n.ts";

/** What the server refuses, in the words of the visitor's language: its own are for programmers. */
const WORDS: Record<string, Key | undefined> = {
  chat_ended: "message.ended",
  file_refused: "file.refused",
  offline_unavailable: "problem.offlineForm",
  too_many_chats: "problem.slow",
  too_many_requests: "problem.slow",
};

export function problemWords(error: unknown, otherwise: Key = "problem.other"): string {
  if (!(error instanceof Problem)) return t(otherwise);
  return t(WORDS[error.code] ?? (error.passing ? "problem.offline" : otherwise));
}

/** Why something that was said did not go. */
export function failedWords(code: string | undefined): string {
  return t(WORDS[code ?? ""] ?? "message.failed");
}
