import { api } from "@rapport/api";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useHasSites, visitorCommands } from "@/features/chat";
import { newConversationCommands, NewConversation } from "@/features/conversations";
import { LOCALES, setLocale, useI18n, type Locale } from "@/i18n";
import { closePalette, openPalette, usePaletteState } from "@/shared/commands/palette-state";
import { useCommands, type CommandEntry } from "@/shared/commands/registry";
import { isOverlayOpen } from "@/shared/hooks/use-shortcuts";
import { queryClient } from "@/shared/query-client";
import { sessionQuery, useCan } from "@/shared/session";
import {
  CONTRASTS,
  DENSITIES,
  setContrast,
  setDensity,
  setTheme,
  THEMES,
  useAppearance,
  type Theme,
} from "@/shared/theme";
import { appCommands, LOOK_ICONS } from "./commands";
import { SignOutQuestion, useSignOut } from "./sign-out";

const Palette = lazy(() => import("@/features/palette"));
const ShortcutMap = lazy(() => import("./shortcut-map"));

/** The choice goes with the agent to other browsers; here it holds even when that fails. */
function saveForAgent(body: { theme: Theme } | { locale: Locale }): void {
  // What the session says is shown again at the next change of address.
  queryClient.setQueryData(
    sessionQuery.queryKey,
    (session) => session && { ...session, agent: { ...session.agent, ...body } },
  );
  void api.PATCH("/api/v1/me", { body }).catch(() => undefined);
}

export function chooseTheme(theme: Theme): void {
  setTheme(theme);
  saveForAgent({ theme });
}

/** The commands that are there on every screen, and what they open. */
export function CommandHost() {
  const navigate = useNavigate();
  const can = useCan();
  const signOut = useSignOut();
  const palette = usePaletteState();
  const [mapOpen, setMapOpen] = useState(false);
  const [composing, setComposing] = useState(false);
  const looks = useLooks();
  useCommands(
    appCommands,
    {
      "app.palette": () => openPalette(),
      "app.search": () => void navigate({ to: "/search", search: {} }),
      "app.shortcuts": () => setMapOpen(true),
      "app.signOut": () => void signOut(),
    },
    looks,
  );
  useCommands(newConversationCommands, {
    "conversation.new": can("conversations.reply") ? () => setComposing(true) : undefined,
  });
  const visitors = useHasSites("conversations.read");
  useCommands(visitorCommands, {
    "visitors.open": visitors ? () => void navigate({ to: "/visitors", search: {} }) : undefined,
  });
  usePaletteKey(palette !== undefined);
  // The installed application's icon offers it.
  const wanted = useRouterState({ select: ({ location }) => location.hash === "new" });
  if (wanted && !composing) setComposing(true);
  useEffect(() => {
    if (wanted) void navigate({ to: ".", search: true, hash: "", replace: true });
  }, [wanted, navigate]);
  // It belongs to the signed-in agent; nobody else shall find it open.
  useEffect(() => closePalette, []);
  return (
    <Suspense fallback={null}>
      {palette && <Palette scope={palette.scope} onClose={closePalette} />}
      {mapOpen && <ShortcutMap onClose={() => setMapOpen(false)} />}
      <SignOutQuestion />
      {composing && <NewConversation onClose={() => setComposing(false)} />}
    </Suspense>
  );
}

/** Unlike the other keys this one works while somebody types: with it one leaves for elsewhere. */
function usePaletteKey(open: boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      if (open) closePalette();
      else if (!isOverlayOpen()) openPalette();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [open]);
}

/** Theme, contrast, density and language, each choice except the present one. */
function useLooks(): () => CommandEntry[] {
  const { t, locale } = useI18n();
  const now = useAppearance();
  return () => {
    const entry = (
      kind: string,
      key: string,
      title: string,
      icon: keyof typeof LOOK_ICONS,
      run: () => void,
    ): CommandEntry => {
      const Icon = LOOK_ICONS[icon];
      return { id: `look.${kind}.${key}`, group: "look", title, icon: <Icon aria-hidden />, run };
    };
    return [
      ...THEMES.filter((key) => key !== now.theme).map((key) =>
        entry("theme", key, `${t("theme.label")}: ${t(`theme.${key}`)}`, key, () => chooseTheme(key)),
      ),
      ...DENSITIES.filter((key) => key !== now.density).map((key) =>
        entry("density", key, `${t("density.label")}: ${t(`density.${key}`)}`, key, () => setDensity(key)),
      ),
      ...CONTRASTS.filter((key) => key !== now.contrast).map((key) =>
        entry("contrast", key, `${t("contrast.label")}: ${t(`contrast.${key}`)}`, "contrast", () => setContrast(key)),
      ),
      ...LOCALES.filter(({ key }) => key !== locale).map(({ key, name }) =>
        entry("language", key, `${t("login.language")}: ${name}`, "language", () => {
          void setLocale(key);
          saveForAgent({ locale: key });
        }),
      ),
    ];
  };
}
