import { api, unwrap, type RoleView } from "@rapport/api";
import { Badge, Button, Checkbox, Dialog, Field, IconButton, Input, Notice } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Eye, Pencil, Plus, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { LoadState, Page } from "@/shared/components/page";
import { PermissionList } from "@/shared/components/permission-list";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { permissionsQuery, rolesQuery } from "./queries";

const refresh = () => queryClient.invalidateQueries({ queryKey: rolesQuery.queryKey });

/** Roles as named sets of permissions; those that come with the product can only be looked at. */
export default function RolesPage() {
  const i18n = useI18n();
  const { t, tCode } = i18n;
  const query = useQuery(rolesQuery);
  const [shown, setShown] = useState<RoleView | "new">();
  const [removing, setRemoving] = useState<RoleView>();
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/roles/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      setRemoving(undefined);
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <Page
      title={t("roles.title")}
      about={t("roles.about")}
      actions={
        <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setShown("new")}>
          {t("roles.add")}
        </Button>
      }
    >
      <LoadState query={query} />
      {query.data && (
        <ul className="divide-y divide-line rounded border border-line">
          {query.data.map((role) => {
            const own = role.key == null;
            const name = tCode("role", role.key, role.name);
            return (
              <li key={role.id} className="flex min-h-13 items-center gap-3 py-2 pr-2 pl-4">
                <div className="min-w-0 flex-1">
                  <p className="flex items-center gap-2">
                    <span className="truncate font-medium">{name}</span>
                    {!own && <Badge>{t("roles.builtIn")}</Badge>}
                    {role.mask_personal_data && <Badge tone="info">{t("roles.masked")}</Badge>}
                  </p>
                  <p className="text-xs text-faint">
                    {t("roles.summary", { count: role.permissions.length })} ·{" "}
                    {t(role.all_inboxes ? "roles.allInboxes" : "roles.someInboxes")}
                  </p>
                </div>
                <IconButton
                  label={t(own ? "roles.edit" : "roles.show", { name })}
                  size="sm"
                  onClick={() => setShown(role)}
                >
                  {own ? <Pencil size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
                </IconButton>
                {own && (
                  <IconButton label={t("roles.delete", { name })} size="sm" onClick={() => setRemoving(role)}>
                    <Trash2 size={14} aria-hidden />
                  </IconButton>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {shown !== undefined && (
        <RoleDialog role={shown === "new" ? undefined : shown} onClose={() => setShown(undefined)} />
      )}
      {removing && (
        <Confirm
          title={t("roles.delete", { name: removing.name })}
          action={t("action.delete")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("roles.deleteText")}
        </Confirm>
      )}
    </Page>
  );
}

/** Shows a role, and changes it when it is an own one. */
function RoleDialog({ role, onClose }: { role: RoleView | undefined; onClose: () => void }) {
  const i18n = useI18n();
  const { t, tCode } = i18n;
  const readOnly = role?.key != null;
  const permissions = useQuery(permissionsQuery).data ?? [];
  const [form, setForm] = useState({
    name: role?.name ?? "",
    permissions: role?.permissions ?? ["conversations.read"],
    all_inboxes: role?.all_inboxes ?? false,
    mask_personal_data: role?.mask_personal_data ?? false,
  });
  const save = useMutation({
    mutationFn: () => {
      const body = { ...form, name: form.name.trim() };
      return role
        ? unwrap(api.PUT("/api/v1/roles/{id}", { params: { path: { id: role.id } }, body }))
        : unwrap(api.POST("/api/v1/roles", { body }));
    },
    onSuccess: () => {
      onClose();
      return refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.name.trim() !== "") save.mutate();
  };
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={role ? tCode("role", role.key, role.name) : t("roles.add")}
      description={readOnly ? t("roles.fixed") : undefined}
      closeLabel={t("action.close")}
      footer={
        readOnly ? undefined : (
          <>
            <Button onClick={onClose}>{t("action.cancel")}</Button>
            <Button
              variant="primary"
              type="submit"
              form="role-form"
              disabled={form.name.trim() === ""}
              loading={save.isPending}
            >
              {t("action.save")}
            </Button>
          </>
        )
      }
    >
      <form id="role-form" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        {!readOnly && (
          <Field label={t("inbox.name")} error={fieldProblem(i18n, save.error, "name")}>
            <Input
              maxLength={100}
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.target.value })}
            />
          </Field>
        )}
        <PermissionList
          label={t("roles.permissions")}
          all={permissions}
          chosen={form.permissions}
          readOnly={readOnly}
          onChange={(next) => setForm({ ...form, permissions: next })}
        />
        <Checkbox
          label={t("roles.allInboxes")}
          hint={t("roles.allInboxesHint")}
          disabled={readOnly}
          checked={form.all_inboxes}
          onChange={(event) => setForm({ ...form, all_inboxes: event.target.checked })}
        />
        <Checkbox
          label={t("roles.mask")}
          hint={t("roles.maskHint")}
          disabled={readOnly}
          checked={form.mask_personal_data}
          onChange={(event) => setForm({ ...form, mask_personal_data: event.target.checked })}
        />
      </form>
    </Dialog>
  );
}
