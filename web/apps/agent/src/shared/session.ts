import { api, isApiError, setCsrfToken, unwrap, type SessionView } from "@rapport/api";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { isLocale, setLocale, setTimeZone } from "@/i18n";
import { wearBrand } from "./brand";
import { forgetReading, sessionOfBefore } from "./offline";
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
      if (localStorage.getItem(SIGNED_OUT) === null) return session;
      // Signed out while the server could not be told.
      await unwrap(api.DELETE("/api/v1/session"));
      localStorage.removeItem(SIGNED_OUT);
      return null;
    } catch (error) {
      if (isApiError(error) && error.status === 401) {
        forgetReading();
        return null;
      }
      const away = isApiError(error) && (error.status === 0 || (error.status >= 502 && error.status <= 504));
      const before = away && !queryClient.getQueryData(["session"]) ? await sessionOfBefore() : undefined;
      if (before) return before;
      throw error;
    }
  },
  staleTime: Infinity,
  // Not without the network: then the answer is the one of before, and at once.
  retry: (failures, error) => failures < 2 && !(isApiError(error) && (error.status === 0 || error.status === 401)),
});

/** That somebody signed out here while the server could not be told. */
const SIGNED_OUT = "rapport.signed_out";

/** Ends the session, on the server as soon as it can be reached. */
export async function endSession(): Promise<void> {
  const told = await api.DELETE("/api/v1/session").then(
    ({ response }) => response.status < 500,
    () => false,
  );
  if (!told) localStorage.setItem(SIGNED_OUT, "1");
  forgetSession();
}

/**
 * Takes over a fresh sign-in. What another person's session left in memory goes; how far the installation is belongs to
 * nobody, and the set-up page that signs the owner in still watches it.
 */
export async function beginSession(session: SessionView): Promise<void> {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== setupQuery.queryKey[0] });
  localStorage.removeItem(SIGNED_OUT);
  setCsrfToken(session.csrf_token);
  queryClient.setQueryData(sessionQuery.queryKey, session);
  await applyPreferences(session);
}

/**
 * Nobody is signed in any more. Cached data stays until somebody else signs in: the same agent usually comes right
 * back.
 */
export function forgetSession(): void {
  forgetReading();
  setCsrfToken(undefined);
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

/** Language, theme and time zone go with the agent, not with the browser; the colour with the brand. */
export async function applyPreferences(session: SessionView): Promise<void> {
  wearBrand(session.brand?.color);
  setTimeZone(session.agent.time_zone ?? undefined);
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
  | "views.manage"
  | "rosters.manage";

/** Asks for a permission. Hides what would be refused anyway; the server is who refuses. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
