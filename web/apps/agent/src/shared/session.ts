import { api, isApiError, setCsrfToken, unwrap, type SessionView } from "@rapport/api";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { isLocale, setLocale } from "@/i18n";
import { queryClient } from "./query-client";
import { isTheme, setTheme } from "./theme";

/** How far the installation is; asked before anybody is signed in. */
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

/**
 * Nobody is signed in any more. Cached data stays until somebody else signs in: the same agent usually comes right
 * back.
 */
export function forgetSession(): void {
  setCsrfToken(undefined);
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

/** Language and theme go with the agent, not with the browser. */
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

/** The names of the permissions, as the server spells them. */
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
  | "saved_replies.manage"
  | "inboxes.manage"
  | "agents.manage"
  | "roles.manage"
  | "teams.manage"
  | "organisation.manage"
  | "audit.read"
  | "api_tokens.manage"
  | "views.manage";

/** Asks for a permission. Hides what would be refused anyway; the server is who refuses. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
