/** The map of the application: every address, what must hold for it, and the code that is loaded for it. */
import { api, onSessionExpired } from "@rapport/api";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { parseFilters, type ConversationFilters } from "@/features/conversations";
import { formOf, searchOf, type PlanSearch } from "@/features/workforce";
import { queryClient } from "@/shared/query-client";
import type { Look } from "@/shared/theme";
import { applyPreferences, forgetSession, sessionQuery, setupQuery } from "@/shared/session";
import { Crash, Loading, NotFound } from "./fallbacks";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

interface LoginSearch {
  /** Where the reader was when the session ended. */
  next?: string | undefined;
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): LoginSearch => {
    const next = search["next"];
    // Only addresses of this application: a link must not lead anywhere else after the sign-in.
    return { next: typeof next === "string" && /^\/(?![/\\])/u.test(next) ? next : undefined };
  },
  beforeLoad: async ({ search }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session) throw redirect({ href: search.next ?? "/conversations" });
    const setup = await queryClient.ensureQueryData(setupQuery);
    if (setup.needs_owner) throw redirect({ to: "/setup" });
  },
  component: lazyRouteComponent(() => import("@/features/session/login-page")),
});

/** Everybody who lost their way in; who is signed in may come too. */
const doorRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("@/features/session/forgot-password-page")),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/reset-password/$token",
    component: lazyRouteComponent(() => import("@/features/session/reset-password-page")),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/invitation/$token",
    component: lazyRouteComponent(() => import("@/features/session/invitation-page")),
  }),
] as const;

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  beforeLoad: async () => {
    const setup = await queryClient.ensureQueryData(setupQuery);
    if (setup.needs_owner) return;
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: { next: "/setup" } });
    await applyPreferences(session);
  },
  component: lazyRouteComponent(() => import("@/features/setup/setup-page")),
});

/** The fields of the planner that are not as at the beginning. */
const planSearch = (search: Record<string, unknown>): PlanSearch => searchOf(formOf(search));

/** The calculators without sign-in; the page itself says when they are not public. */
const publicPlannerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/planner",
  validateSearch: planSearch,
  loader: () => queryClient.ensureQueryData(setupQuery),
  component: lazyRouteComponent(() => import("@/features/workforce/public-planner-page")),
});

const demoRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/demo",
  component: lazyRouteComponent(() => import("@/features/demo/demo-page")),
});

/**
 * The gallery of components is for those who build the product: it is there while developing, and where a demo runs.
 * Elsewhere its address is one that does not exist.
 */
const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/dev/ui",
  validateSearch: (search: Record<string, unknown>): Look => ({
    theme: search["theme"] === "dark" ? "dark" : "light",
    contrast: search["contrast"] === "more" ? "more" : "standard",
    density: search["density"] === "compact" ? "compact" : "comfortable",
  }),
  beforeLoad: async () => {
    if (import.meta.env.DEV) return;
    const { response } = await api.GET("/api/v1/demo");
    if (!response.ok) throw notFound();
  },
  component: lazyRouteComponent(() => import("@/features/gallery/gallery-page")),
});

const workspaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "workspace",
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: { next: location.href === "/" ? undefined : location.href } });
    await applyPreferences(session);
  },
  component: lazyRouteComponent(() => import("./shell")),
});

const indexRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/conversations", search: {} });
  },
});

const conversationsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "conversations",
  validateSearch: (search: Record<string, unknown>): ConversationFilters => parseFilters(search),
  component: lazyRouteComponent(() => import("@/features/conversations/workspace-page")),
});

const noConversationRoute = createRoute({
  getParentRoute: () => conversationsRoute,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/conversations/nothing-chosen")),
});

/** Keys in the path are positive whole numbers; anything else is an address that does not exist. */
const idParams = {
  parse: ({ id }: { id: string }) => ({ id: /^[1-9]\d{0,15}$/u.test(id) ? Number(id) : -1 }),
  stringify: ({ id }: { id: number }) => ({ id: String(id) }),
};

const conversationRoute = createRoute({
  getParentRoute: () => conversationsRoute,
  path: "$id",
  params: idParams,
  validateSearch: (search: Record<string, unknown>): { seq?: number | undefined } => {
    const seq = Number(search["seq"]);
    return { seq: Number.isInteger(seq) && seq > 0 ? seq : undefined };
  },
  component: lazyRouteComponent(() => import("@/features/conversations/view/conversation-page")),
});

const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) || undefined : undefined;

const searchRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "search",
  validateSearch: (
    search: Record<string, unknown>,
  ): { q?: string | undefined; kind?: "message" | "conversation" | "contact" | undefined } => {
    const kind = search["kind"];
    return {
      q: text(search["q"]),
      kind: kind === "message" || kind === "conversation" || kind === "contact" ? kind : undefined,
    };
  },
  component: lazyRouteComponent(() => import("@/features/search/search-page")),
});

const contactsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "contacts",
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined } => ({ q: text(search["q"]) }),
  component: lazyRouteComponent(() => import("@/features/contacts/contacts-page")),
});

const contactRoute = createRoute({
  getParentRoute: () => contactsRoute,
  path: "$id",
  params: idParams,
  component: lazyRouteComponent(() => import("@/features/contacts/contact-page")),
});

const visitorsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "visitors",
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined; inbox?: number | undefined } => {
    const inbox = Number(search["inbox"]);
    return { q: text(search["q"]), inbox: Number.isInteger(inbox) && inbox > 0 ? inbox : undefined };
  },
  component: lazyRouteComponent(() => import("@/features/chat/visitors/visitors-page")),
});

const visitorRoute = createRoute({
  getParentRoute: () => visitorsRoute,
  path: "$id",
  params: idParams,
  component: lazyRouteComponent(() => import("@/features/chat/visitors/visitor-page")),
});

const workforceRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "workforce",
  validateSearch: planSearch,
  component: lazyRouteComponent(() => import("@/features/workforce/planner-page")),
});

/** A day as `2026-03-02`. */
const day = (value: unknown): string | undefined =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;

const rosterRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "workforce/roster",
  // With the plan that it is made from, as the planner has it in its address.
  validateSearch: (search: Record<string, unknown>): PlanSearch & { week?: string | undefined } => ({
    ...planSearch(search),
    week: day(search["week"]),
  }),
  component: lazyRouteComponent(() => import("@/features/rosters/roster-page")),
});

const dayRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "workforce/day",
  validateSearch: (search: Record<string, unknown>): { day?: string | undefined } => ({ day: day(search["day"]) }),
  component: lazyRouteComponent(() => import("@/features/rosters/day/day-page")),
});

const ownShiftsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "workforce/shifts",
  component: lazyRouteComponent(() => import("@/features/rosters/own-page")),
});

const budgetRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "workforce/budget",
  // With the plan whose costs it may take over.
  validateSearch: (search: Record<string, unknown>): PlanSearch & { year?: number | undefined } => {
    const year = Number(search["year"]);
    return { ...planSearch(search), year: Number.isInteger(year) && year >= 2000 && year <= 2100 ? year : undefined };
  },
  component: lazyRouteComponent(() => import("@/features/budgets/budget-page")),
});

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "settings",
  component: lazyRouteComponent(() => import("@/features/settings/settings-page")),
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/settings/settings-index")),
});

const settingsPages = [
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "profile",
    component: lazyRouteComponent(() => import("@/features/settings/profile-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "notifications",
    component: lazyRouteComponent(() => import("@/features/notifications/settings-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "tokens",
    component: lazyRouteComponent(() => import("@/features/settings/tokens-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "organisation",
    component: lazyRouteComponent(() => import("@/features/settings/organisation-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "start",
    component: lazyRouteComponent(() => import("@/features/setup/start-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "brands",
    component: lazyRouteComponent(() => import("@/features/brands/brands-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "attributes",
    component: lazyRouteComponent(() => import("@/features/settings/attributes-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "tags",
    component: lazyRouteComponent(() => import("@/features/settings/tags-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "saved-replies",
    component: lazyRouteComponent(() => import("@/features/saved-replies/saved-replies-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "blocked-visitors",
    component: lazyRouteComponent(() => import("@/features/chat/blocks/blocks-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "audit",
    component: lazyRouteComponent(() => import("@/features/settings/audit-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "agents",
    component: lazyRouteComponent(() => import("@/features/agents/agents-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "teams",
    component: lazyRouteComponent(() => import("@/features/agents/teams-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "roles",
    component: lazyRouteComponent(() => import("@/features/agents/roles-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "inboxes",
    component: lazyRouteComponent(() => import("@/features/inboxes/inboxes-page")),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "inboxes/new",
    validateSearch: (search: Record<string, unknown>): { grant?: string | undefined } => ({
      grant: text(search["grant"]),
    }),
    component: lazyRouteComponent(() => import("@/features/inboxes/new-inbox-page")),
  }),
] as const;

const inboxRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "inboxes/$id",
  params: idParams,
  component: lazyRouteComponent(() => import("@/features/inboxes/inbox-page")),
});

const LEDGER_STATES = ["waiting", "imported", "duplicate", "quarantined", "ignored"] as const;

const ledgerRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "inboxes/$id/ledger",
  params: idParams,
  validateSearch: (search: Record<string, unknown>): { state?: (typeof LEDGER_STATES)[number] | undefined } => ({
    state: LEDGER_STATES.find((state) => state === search["state"]),
  }),
  component: lazyRouteComponent(() => import("@/features/inboxes/ledger-page")),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  ...doorRoutes,
  setupRoute,
  publicPlannerRoute,
  demoRoute,
  galleryRoute,
  workspaceRoute.addChildren([
    indexRoute,
    conversationsRoute.addChildren([noConversationRoute, conversationRoute]),
    searchRoute,
    contactsRoute.addChildren([contactRoute]),
    visitorsRoute.addChildren([visitorRoute]),
    workforceRoute,
    rosterRoute,
    dayRoute,
    ownShiftsRoute,
    budgetRoute,
    settingsRoute.addChildren([settingsIndexRoute, ...settingsPages, inboxRoute, ledgerRoute]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultPendingMs: 300,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** A session that ended while somebody worked: to the login page, and from there back to where they were. */
onSessionExpired(() => {
  if (!queryClient.getQueryData(sessionQuery.queryKey)) return;
  forgetSession();
  const { href, pathname } = router.state.location;
  if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: href } });
});
