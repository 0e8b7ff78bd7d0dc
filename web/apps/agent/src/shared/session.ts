import { api, isApiError, setCsrfToken, unwrap, type SessionView } from "@rapport/api";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { isLocale, setLocale } from "@/i18n";
import { queryClient } from "./query-client";
import { isTheme, setTheme } from "./theme";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/setup", { signal })),
  staleTime: Infinity,
});

/** Who is signed in; null when nobody is, which is an answer and not an error. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<SessionView | null> => {
    try {
      const session = await unwrap(api.GET("/api/v1/session", { signal }));
      setCsrfToken(session.csrf_token);
      return session;
    } catch (error) {
      if (isApiError(error) && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/**
 * Takes over a fresh sign-in. What another person's session left in memory goes; how far the installation is belongs to
 * nobody, and the set-up page that signs the owner in still watches it.
 */
export async function beginSession(session: SessionView): Promise<void> {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== setupQuery.queryKey[0] });
  setCsrfToken(session.csrf_token);
  queryClient.setQueryData(sessionQuery.queryKey, session);
  await applyPreferences(session);
}

export function forgetSession(): void {
  setCsrfToken(undefined);
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

export async function applyPreferences(session: SessionView): Promise<void> {
  if (isTheme(session.agent.theme)) setTheme(session.agent.theme);
  if (isLocale(session.agent.locale)) await setLocale(session.agent.locale);
}

let lastSession: SessionView | undefined;

/**
 * The session, for screens behind the sign-in. When it has just ended, the screen that is about to make way for the
 * login page is still drawn with the one that was.
 */
export function useSession(): SessionView {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data) lastSession = data;
  if (!lastSession) throw new Error("no session");
  return lastSession;
}

export type Permission =
  | "conversations.read"
  | "conversations.reply"
  | "conversations.note"
  | "conversations.assign"
  | "conversations.update"
  | "conversations.raw"
  | "contacts.read"
  | "contacts.write"
  | "tags.manage"
  | "inboxes.manage"
  | "agents.manage"
  | "roles.manage"
  | "teams.manage"
  | "organisation.manage"
  | "audit.read"
  | "api_tokens.manage";

export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
