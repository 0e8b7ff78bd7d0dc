import type { AgentView } from "@rapport/api";
import { Avatar, Badge, Button, Table, Td, Th, Tr } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { LoadState, Page } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { useOnlineAgents } from "@/shared/live/presence";
import { agentsQuery, useLookups } from "@/shared/lookups";
import { AgentDialog } from "./agent-dialog";
import { InvitationLink } from "./invitation-link";
import { InvitationList } from "./invitation-list";
import { InviteDialog } from "./invite-dialog";
import { rolesQuery } from "./queries";

/** Who works here. Agents are never deleted, as their answers keep their names; they are switched off. */
export default function AgentsPage() {
  const { t, tCode, relative, exact, list } = useI18n();
  const now = useNow();
  const query = useQuery(agentsQuery);
  const roles = useQuery(rolesQuery).data;
  const online = useOnlineAgents();
  const { teams } = useLookups();
  const [editing, setEditing] = useState<AgentView | "new">();
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<{ name: string; link: string }>();
  const agents = [...(query.data ?? [])].sort(
    (a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name),
  );
  return (
    <Page
      title={t("agents.title")}
      about={t("agents.about")}
      actions={
        <Button variant="primary" icon={<UserPlus size={15} aria-hidden />} onClick={() => setInviting(true)}>
          {t("invitations.invite")}
        </Button>
      }
    >
      <InvitationList />
      <LoadState query={query} rows={6} />
      {agents.length > 0 && (
        <Table
          label={t("agents.title")}
          head={
            <>
              <Th>{t("inbox.name")}</Th>
              <Th>{t("agents.role")}</Th>
              <Th className="max-md:hidden">{t("teams.title")}</Th>
              <Th className="max-md:hidden">{t("agents.lastSeen")}</Th>
              <Th>
                <span className="sr-only">{t("action.edit")}</span>
              </Th>
            </>
          }
        >
          {agents.map((agent) => (
            <Tr key={agent.id} className={agent.active ? undefined : "text-faint"}>
              <Td>
                <div className="flex items-center gap-2.5 max-md:max-w-44 md:min-w-52">
                  <Avatar name={agent.name} size="sm" />
                  <div className="min-w-0">
                    <p className="truncate font-medium">{agent.name}</p>
                    <p className="truncate text-xs text-faint">{agent.email}</p>
                  </div>
                </div>
              </Td>
              <Td className="whitespace-nowrap">
                {tCode("role", roles?.find((role) => role.id === agent.role_id)?.key, agent.role)}
              </Td>
              <Td className="max-w-48 truncate text-muted max-md:hidden">
                {list(agent.team_ids.flatMap((id) => teams.get(id)?.name ?? []))}
              </Td>
              <Td className="whitespace-nowrap max-md:hidden">
                {!agent.active ? (
                  <Badge>{t("agents.inactive")}</Badge>
                ) : online.has(agent.id) ? (
                  <Badge tone="success">{t("assign.online")}</Badge>
                ) : agent.last_seen_at ? (
                  <span className="text-muted" title={exact(agent.last_seen_at)}>
                    {relative(agent.last_seen_at, now)}
                  </span>
                ) : (
                  <span className="text-faint">{t("agents.neverSeen")}</span>
                )}
              </Td>
              <Td className="text-right">
                <Button size="sm" aria-label={t("agents.edit", { name: agent.name })} onClick={() => setEditing(agent)}>
                  {t("action.edit")}
                </Button>
              </Td>
            </Tr>
          ))}
        </Table>
      )}
      {editing !== undefined && (
        <AgentDialog agent={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onByHand={() => {
            setInviting(false);
            setEditing("new");
          }}
          onLink={(name, made) => {
            setInviting(false);
            setLink({ name, link: made });
          }}
        />
      )}
      {link && <InvitationLink name={link.name} link={link.link} onClose={() => setLink(undefined)} />}
    </Page>
  );
}
