import { Dialog } from "@rapport/ui";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useI18n } from "@/i18n";
import { useMedia } from "@/shared/hooks/use-media";
import { useShortcuts } from "@/shared/hooks/use-shortcuts";
import { useTitle } from "@/shared/hooks/use-title";
import { ListPane } from "./list/list-pane";
import { NavPane } from "./nav/nav-pane";

const NewConversation = lazy(() => import("./new/new-conversation"));
const route = getRouteApi("/workspace/conversations");

/** Navigation, list and conversation side by side; on a phone one of them, by the same addresses. */
export default function WorkspacePage() {
  const { t } = useI18n();
  const filters = route.useSearch();
  const { id } = useParams({ strict: false });
  const navBeside = useMedia("(min-width: 75rem)");
  const [navOpen, setNavOpen] = useState(false);
  const [composing, setComposing] = useState(false);
  useTitle(id === undefined ? t("area.conversations") : undefined);
  useShortcuts({ c: () => setComposing(true) });
  const open = id !== undefined;
  return (
    <main className="flex min-h-0 min-w-0 flex-1">
      {navBeside && (
        <div className="flex w-50 shrink-0 flex-col border-r border-line bg-canvas">
          <NavPane filters={filters} withTitle />
        </div>
      )}
      <div
        className={
          open
            ? "flex w-86 shrink-0 border-r border-line max-lg:w-80 max-md:hidden"
            : "flex w-86 shrink-0 border-r border-line max-lg:w-80 max-md:w-full max-md:border-r-0"
        }
      >
        <ListPane
          filters={filters}
          currentId={id}
          onOpenNav={navBeside ? undefined : () => setNavOpen(true)}
          onCompose={() => setComposing(true)}
        />
      </div>
      <div className={open ? "flex min-w-0 flex-1" : "flex min-w-0 flex-1 max-md:hidden"}>
        <Outlet />
      </div>
      <Dialog
        open={navOpen && !navBeside}
        onOpenChange={setNavOpen}
        title={t("nav.views")}
        closeLabel={t("action.close")}
      >
        <NavPane filters={filters} onNavigate={() => setNavOpen(false)} />
      </Dialog>
      {composing && (
        <Suspense fallback={null}>
          <NewConversation onClose={() => setComposing(false)} />
        </Suspense>
      )}
    </main>
  );
}
