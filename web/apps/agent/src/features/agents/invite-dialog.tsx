import { api, unwrap } from "@rapport/api";
import { Button, Dialog, Field, Input, Notice, Select, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { LOCALES, useI18n } from "@/i18n";
import { organisationQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { Memberships, type Chosen } from "./memberships";
import { invitationsQuery } from "./queries";
import { RoleField, useRole } from "./role-field";

interface InviteForm extends Chosen {
  name: string;
  email: string;
  roleId: number;
  locale: string;
}

interface InviteDialogProps {
  onClose: () => void;
  /** The account is to be made with a first password instead. */
  onByHand: () => void;
  /** No letter brings the link: it has to be handed over. */
  onLink: (name: string, link: string) => void;
}

/** Asks a colleague to come: by mail where the organisation can send, else by a link to hand over. */
export function InviteDialog({ onClose, onByHand, onLink }: InviteDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const organisation = useQuery(organisationQuery).data;
  const [form, setForm] = useState<InviteForm>({ name: "", email: "", roleId: 0, locale: "", teams: [], inboxes: [] });
  const [tried, setTried] = useState(false);
  const canSend = organisation?.system_sender != null;
  const locale = form.locale || (organisation?.locale ?? i18n.locale);
  const role = useRole(form.roleId);
  const invite = useMutation({
    mutationFn: (byMail: boolean) =>
      unwrap(
        api.POST("/api/v1/invitations", {
          body: {
            name: form.name.trim(),
            email: form.email.trim(),
            role_id: role.roleId,
            locale,
            team_ids: form.teams,
            inbox_ids: form.inboxes,
            by_mail: byMail,
          },
        }),
      ),
    onSuccess: ({ invitation, link }) => {
      void queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ["first_steps"] });
      if (link) {
        onLink(invitation.name, link);
        return;
      }
      showToast({ tone: "success", message: t("invitations.sent", { email: invitation.email }) });
      onClose();
    },
  });
  const set = (change: Partial<InviteForm>) => setForm({ ...form, ...change });
  const complete = form.name.trim() !== "" && form.email.trim() !== "";
  const send = (byMail: boolean) => {
    setTried(true);
    if (complete) invite.mutate(byMail);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(canSend);
  };
  const error = (field: "name" | "email") =>
    tried && form[field].trim() === "" ? t("field.required") : fieldProblem(i18n, invite.error, field);
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("invitations.dialog")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          {canSend && (
            <Button disabled={invite.isPending} onClick={() => send(false)}>
              {t("invitations.onlyLink")}
            </Button>
          )}
          <Button variant="primary" type="submit" form="invite-form" loading={invite.isPending}>
            {t(canSend ? "invitations.send" : "invitations.onlyLink")}
          </Button>
        </>
      }
    >
      <form id="invite-form" onSubmit={submit} noValidate className="flex flex-col gap-4 pb-4">
        {invite.isError && <Notice tone="danger">{problemText(i18n, invite.error)}</Notice>}
        {organisation && !canSend && <Notice tone="info">{t("invitations.cannotSend")}</Notice>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("inbox.name")} error={error("name")} required>
            <Input
              maxLength={200}
              autoComplete="off"
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
          <Field label={t("login.email")} error={error("email")} required>
            <Input
              type="email"
              autoComplete="off"
              value={form.email}
              onChange={(event) => set({ email: event.target.value })}
            />
          </Field>
          <RoleField
            {...role}
            error={fieldProblem(i18n, invite.error, "role_id")}
            onChange={(roleId) => set({ roleId })}
          />
          <Field label={t("invitations.language")}>
            <Select value={locale} onChange={(event) => set({ locale: event.target.value })}>
              {LOCALES.map((item) => (
                <option key={item.key} value={item.key} lang={item.key}>
                  {item.name}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Memberships form={form} showInboxes={role.role?.all_inboxes !== true} onChange={set} />
        <p className="text-sm text-muted">
          {t("invitations.about")}{" "}
          <button type="button" className="text-accent underline underline-offset-2" onClick={onByHand}>
            {t("invitations.byPassword")}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
