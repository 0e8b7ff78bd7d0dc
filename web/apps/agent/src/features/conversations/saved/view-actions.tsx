import { api, unwrap, type ViewView } from "@rapport/api";
import { MenuItem } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { toastProblem } from "@/shared/problems";
import { refreshSavedViews } from "../data/live";

const ViewDialog = lazy(() => import("./view-dialog").then((module) => ({ default: module.ViewDialog })));

/** What can be done to a view: the lines of a menu, and the dialogs that they open. */
export function useViewActions(view: ViewView | undefined, current: boolean): { items: ReactNode; dialogs: ReactNode } {
  const i18n = useI18n();
  const { t } = i18n;
  const navigate = useNavigate();
  const [open, setOpen] = useState<"edit" | "delete">();
  const close = () => setOpen(undefined);
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/views/{id}", { params: { path: { id } } })),
    onSuccess: async () => {
      close();
      if (current) await navigate({ to: "/conversations", search: {} });
      refreshSavedViews();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  if (view?.can_manage !== true) return { items: null, dialogs: null };
  return {
    items: (
      <>
        <MenuItem icon={<Pencil />} onSelect={() => setOpen("edit")}>
          {t("views.edit", { name: view.name })}
        </MenuItem>
        <MenuItem danger icon={<Trash2 />} onSelect={() => setOpen("delete")}>
          {t("views.delete", { name: view.name })}
        </MenuItem>
      </>
    ),
    dialogs: (
      <Suspense fallback={null}>
        {open === "edit" && <ViewDialog view={view} onClose={close} />}
        {open === "delete" && (
          <Confirm
            title={t("views.delete", { name: view.name })}
            action={t("action.delete")}
            busy={remove.isPending}
            onConfirm={() => remove.mutate(view.id)}
            onClose={close}
          >
            {t(view.owner === "personal" ? "views.deleteText" : "views.deleteSharedText")}
          </Confirm>
        )}
      </Suspense>
    ),
  };
}
