import { cx, Dialog } from "@rapport/ui";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useCommands } from "@/shared/commands/registry";
import { PaneHandle } from "@/shared/components/pane-handle";
import { useIsWide, useMedia } from "@/shared/hooks/use-media";
import { useTitle } from "@/shared/hooks/use-title";
import { useListTable, useNavIcons } from "@/shared/panes";
import { listCommands } from "./commands";
import { ListPane } from "./list/list-pane";
import { NavPane } from "./nav/nav-pane";

const route = getRouteApi("/workspace/conversations");

/** Navigation, list and conversation side by side; on a phone one of them, by the same addresses. */
export default function WorkspacePage() {
  const { t } = useI18n();
  const filters = route.useSearch();
  const { id } = useParams({ strict: false });
  const navBeside = useMedia("(min-width: 75rem)");
  const wide = useIsWide();
  const [navOpen, setNavOpen] = useState(false);
  const [icons, setIcons] = useNavIcons();
  useTitle(id === undefined ? t("area.conversations") : undefined);
  useCommands(listCommands, {
    "list.toggleNav": () => (navBeside ? setIcons(!icons) : setNavOpen(!navOpen)),
  });
  const open = id !== undefined;
  const [asTable] = useListTable();
  const roomForTable = useMedia("(min-width: 64rem)");
  // A conversation needs the room that a table takes: beside one the list is what it always is.
  const table = asTable && roomForTable && !open;
  return (
    <main className="flex min-h-0 min-w-0 flex-1">
      {navBeside && (
        <div
          id="pane-nav"
          className={
            icons
              ? "flex w-12 shrink-0 flex-col border-r border-line bg-canvas"
              : "flex w-(--pane-nav,12.5rem) max-w-80 min-w-40 flex-col bg-canvas"
          }
        >
          <NavPane filters={filters} beside icons={icons} onToggleIcons={() => setIcons(!icons)} />
        </div>
      )}
      {navBeside && !icons && <PaneHandle pane="nav" label={t("nav.resize")} controls="pane-nav" />}
      <div
        id="pane-list"
        className={cx(
          "flex",
          table ? "min-w-0 flex-1" : "w-(--pane-list,21.5rem) max-w-[45vw] min-w-70",
          open ? "max-md:hidden" : "max-md:w-full max-md:max-w-full",
        )}
      >
        <ListPane
          filters={filters}
          currentId={id}
          onOpenNav={navBeside ? undefined : () => setNavOpen(true)}
          table={table}
        />
      </div>
      {wide && !table && <PaneHandle pane="list" label={t("list.resize")} controls="pane-list" />}
      <div className={cx("flex min-w-0 flex-1 md:min-w-96 xl:min-w-150", !open && "max-md:hidden", table && "hidden")}>
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
    </main>
  );
}
