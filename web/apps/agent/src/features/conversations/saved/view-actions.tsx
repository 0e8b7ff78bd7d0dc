import { api, unwrap, type ViewView } from "@rapport/api";
import { MenuItem } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Copy, Pencil, Trash2 } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { toastProblem } from "@/shared/problems";
import { refreshSavedViews } from "../data/live";
import { useViewOrder } from "./view-order";

const ViewDialog = lazy(() => import("./view-dialog").then((module) => ({ default: module.ViewDialog })));

/** What can be done to a view: the lines of a menu, and the dialogs that they open. */
export function useViewActions(view: ViewView | undefined, current: boolean): { items: ReactNode; dialogs: ReactNode } {
  const i18n = useI18n();
  const { t } = i18n;
  const navigate = useNavigate();
  const order = useViewOrder();
  const [open, setOpen] = useState<"edit" | "delete" | "copy">();
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
  if (!view) return { items: null, dialogs: null };
  const copy = (
    <MenuItem icon={<Copy />} onSelect={() => setOpen("copy")}>
      {t("views.copy", { name: view.name })}
    </MenuItem>
  );
  const dialogOfCopy = open === "copy" && (
    <ViewDialog
      start={{ ...view, name: t("views.copyName", { name: view.name }).slice(0, 100), owner: "personal" }}
      onSaved={(saved) => void navigate({ to: "/conversations", search: { saved_view: saved.id } })}
      onClose={close}
    />
  );
  if (!view.can_manage) return { items: copy, dialogs: <Suspense fallback={null}>{dialogOfCopy}</Suspense> };
  const { up, down } = order.moves(view);
  return {
    items: (
      <>
        {up && (
          <MenuItem icon={<ArrowUp />} onSelect={up}>
            {t("views.up")}
          </MenuItem>
        )}
        {down && (
          <MenuItem icon={<ArrowDown />} onSelect={down}>
            {t("views.down")}
          </MenuItem>
        )}
        {copy}
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
        {dialogOfCopy}
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
