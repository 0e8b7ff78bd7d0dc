import { DropdownMenu, IconButton, MenuItem } from "@rapport/ui";
import { useNavigate } from "@tanstack/react-router";
import { BookmarkPlus, Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useI18n } from "@/i18n";
import type { ConversationFilters } from "../data/filters";
import { conditionsOf } from "./conditions";
import { useSavedView } from "./use-saved-view";
import { useViewActions } from "./view-actions";

const ViewDialog = lazy(() => import("./view-dialog").then((module) => ({ default: module.ViewDialog })));

/** Keeps what the list shows under a name, and changes the view that it shows. */
export function ListMenu({ filters }: { filters: ConversationFilters }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const view = useSavedView(filters.saved_view);
  const [saving, setSaving] = useState(false);
  const { items, dialogs } = useViewActions(view, true);
  return (
    <>
      <DropdownMenu
        trigger={
          <IconButton label={t("list.menu")}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<BookmarkPlus />} onSelect={() => setSaving(true)}>
          {t("views.save")}
        </MenuItem>
        {items}
      </DropdownMenu>
      {dialogs}
      {saving && (
        <Suspense fallback={null}>
          <ViewDialog
            start={{
              conditions: conditionsOf(filters, view?.conditions),
              sort: filters.sort ?? view?.sort ?? null,
              columns: view?.columns ?? null,
            }}
            wordsLost={filters.q !== undefined}
            onSaved={(saved) => void navigate({ to: "/conversations", search: { saved_view: saved.id } })}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
    </>
  );
}
