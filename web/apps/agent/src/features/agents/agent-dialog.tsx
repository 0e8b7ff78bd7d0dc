import { api, unwrap, type AgentView } from "@rapport/api";
import { Button, Checkbox, Dialog, Field, Input, Notice } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { NewPassword, PASSWORD_MIN } from "@/shared/components/new-password";
import { agentsQuery, teamsQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useSession } from "@/shared/session";
import { Memberships } from "./memberships";
import { RoleField, useRole } from "./role-field";

interface AgentForm {
  name: string;
  email: string;
  password: string;
  roleId: number;
  active: boolean;
  teams: number[];
  inboxes: number[];
}

function formFrom(agent: AgentView | undefined): AgentForm {
  return {
    name: agent?.name ?? "",
    email: agent?.email ?? "",
    password: "",
    roleId: agent?.role_id ?? 0,
    active: agent?.active ?? true,
    teams: agent?.team_ids ?? [],
    inboxes: agent?.inbox_ids ?? [],
  };
}

/** Adds or changes an agent. Inboxes are asked for only when the role does not see all of them anyway. */
export function AgentDialog({ agent, onClose }: { agent: AgentView | undefined; onClose: () => void }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const { agent: me } = useSession();
  const [form, setForm] = useState(() => formFrom(agent));
  const [tried, setTried] = useState(false);
  const role = useRole(form.roleId);
  const passwordWrong = form.password === "" ? agent === undefined : [...form.password].length < PASSWORD_MIN;
  const complete = form.name.trim() !== "" && form.email.trim() !== "" && !passwordWrong;
  const save = useMutation({
    mutationFn: () => {
      const shared = {
        name: form.name.trim(),
        email: form.email.trim(),
        role_id: role.roleId,
        team_ids: form.teams,
        inbox_ids: form.inboxes,
      };
      if (!agent) return unwrap(api.POST("/api/v1/agents", { body: { ...shared, password: form.password, locale } }));
      const password = form.password === "" ? null : form.password;
      return unwrap(
        api.PATCH("/api/v1/agents/{id}", {
          params: { path: { id: agent.id } },
          body: { ...shared, active: form.active, password },
        }),
      );
    },
    onSuccess: () => {
      onClose();
      void queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey });
      return queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey });
    },
  });
  const set = (change: Partial<AgentForm>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (complete) save.mutate();
  };
  const error = (field: "name" | "email") =>
    tried && form[field].trim() === "" ? t("field.required") : fieldProblem(i18n, save.error, field);
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={agent ? t("agents.edit", { name: agent.name }) : t("agents.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="agent-form" loading={save.isPending}>
            {t(agent ? "action.save" : "agents.create")}
          </Button>
        </>
      }
    >
      <form id="agent-form" onSubmit={submit} noValidate className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("inbox.name")} error={error("name")}>
            <Input
              maxLength={200}
              autoComplete="off"
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
          <Field label={t("login.email")} error={error("email")}>
            <Input
              type="email"
              autoComplete="off"
              value={form.email}
              onChange={(event) => set({ email: event.target.value })}
            />
          </Field>
        </div>
        <RoleField {...role} error={fieldProblem(i18n, save.error, "role_id")} onChange={(roleId) => set({ roleId })} />
        <NewPassword
          label={t(agent ? "profile.newPassword" : "agents.firstPassword")}
          value={form.password}
          onChange={(password) => set({ password })}
          error={
            fieldProblem(i18n, save.error, "password") ??
            (tried && passwordWrong ? t("password.hint", { count: PASSWORD_MIN }) : undefined)
          }
        />
        <Memberships form={form} showInboxes={role.role?.all_inboxes !== true} onChange={set} />
        {agent && agent.id !== me.id && (
          <Checkbox
            label={t("agents.active")}
            hint={t("agents.activeHint")}
            checked={form.active}
            onChange={(event) => set({ active: event.target.checked })}
          />
        )}
      </form>
    </Dialog>
  );
}
