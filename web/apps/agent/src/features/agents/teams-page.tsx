import { api, unwrap, type TeamView } from "@rapport/api";
import { Avatar, Button, Checkbox, Dialog, EmptyState, Field, IconButton, Input, Notice } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2, Users } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { LoadState, Page } from "@/shared/components/page";
import { agentsQuery, teamsQuery, useLookups } from "@/shared/lookups";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";

/** Memberships are part of agents and of the session too. */
async function refresh(): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  await queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey });
}

/** Teams and who is in them. */
export default function TeamsPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery(teamsQuery);
  const { agents } = useLookups();
  const [editing, setEditing] = useState<TeamView | "new">();
  const [removing, setRemoving] = useState<TeamView>();
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/teams/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      setRemoving(undefined);
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <Page
      title={t("teams.title")}
      about={t("teams.about")}
      actions={
        <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setEditing("new")}>
          {t("teams.add")}
        </Button>
      }
    >
      <LoadState query={query} />
      {query.data?.length === 0 && (
        <EmptyState icon={<Users aria-hidden />} title={t("teams.none")}>
          {t("teams.begin")}
        </EmptyState>
      )}
      {query.data && query.data.length > 0 && (
        <ul className="divide-y divide-line rounded border border-line">
          {query.data.map((team) => {
            const members = team.agent_ids.flatMap((id) => agents.get(id) ?? []);
            return (
              <li key={team.id} className="flex min-h-13 items-center gap-3 py-2 pr-2 pl-4">
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">{team.name}</p>
                  <p className="text-xs text-faint">{t("teams.members", { count: team.agent_ids.length })}</p>
                </div>
                <span className="flex gap-0.5 max-sm:hidden">
                  {members.slice(0, 6).map((agent) => (
                    <Avatar key={agent.id} name={agent.name} size="sm" labelled />
                  ))}
                </span>
                <IconButton label={t("teams.edit", { name: team.name })} size="sm" onClick={() => setEditing(team)}>
                  <Pencil size={14} aria-hidden />
                </IconButton>
                <IconButton label={t("teams.delete", { name: team.name })} size="sm" onClick={() => setRemoving(team)}>
                  <Trash2 size={14} aria-hidden />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
      {editing !== undefined && (
        <TeamDialog team={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {removing && (
        <Confirm
          title={t("teams.delete", { name: removing.name })}
          action={t("action.delete")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("teams.deleteText")}
        </Confirm>
      )}
    </Page>
  );
}

function TeamDialog({ team, onClose }: { team: TeamView | undefined; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const agents = useQuery(agentsQuery).data ?? [];
  const [name, setName] = useState(team?.name ?? "");
  const [members, setMembers] = useState(team?.agent_ids ?? []);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), agent_ids: members };
      return team
        ? unwrap(api.PUT("/api/v1/teams/{id}", { params: { path: { id: team.id } }, body }))
        : unwrap(api.POST("/api/v1/teams", { body }));
    },
    onSuccess: () => {
      onClose();
      return refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={team ? t("teams.edit", { name: team.name }) : t("teams.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="team-form"
            disabled={name.trim() === ""}
            loading={save.isPending}
          >
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="team-form" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <Field label={t("inbox.name")} error={fieldProblem(i18n, save.error, "name")}>
          <Input maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <fieldset>
          <legend className="mb-2 text-sm font-medium">{t("teams.who")}</legend>
          <div className="flex max-h-64 flex-col gap-2 overflow-y-auto">
            {agents
              .filter((agent) => agent.active || members.includes(agent.id))
              .map((agent) => (
                <Checkbox
                  key={agent.id}
                  label={agent.name}
                  checked={members.includes(agent.id)}
                  onChange={(event) =>
                    setMembers(event.target.checked ? [...members, agent.id] : members.filter((id) => id !== agent.id))
                  }
                />
              ))}
          </div>
        </fieldset>
      </form>
    </Dialog>
  );
}
