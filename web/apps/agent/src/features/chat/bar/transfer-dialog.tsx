import type { ConversationView } from "@rapport/api";
import { Button, Dialog, Field, Select, Textarea } from "@rapport/ui";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { useOnlineAgents } from "@/shared/live/presence";
import { useLookups } from "@/shared/lookups";
import { useSession } from "@/shared/session";
import { transferChat } from "../data/actions";

/** Passes the chat on, with what the receiver should know; the visitor never sees that. */
export default function TransferDialog({
  conversation,
  onClose,
}: {
  conversation: ConversationView;
  onClose: () => void;
}) {
  const i18n = useI18n();
  const { t } = i18n;
  const { agents, teams } = useLookups();
  const { agent: me } = useSession();
  const online = useOnlineAgents();
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const there = [...agents.values()]
    .filter((agent) => agent.active && agent.id !== me.id && online.has(agent.id))
    .sort((a, b) => a.name.localeCompare(b.name));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [kind, id] = to.split(":");
    if (id === undefined) return setMissing(true);
    setBusy(true);
    const receiver = kind === "team" ? { team_id: Number(id) } : { agent_id: Number(id) };
    const done = await transferChat(i18n, conversation.id, { ...receiver, note: note.trim() });
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("chat.transferTitle")}
      description={t("chat.transferAbout")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" form="transfer-chat" variant="primary" loading={busy}>
            {t("chat.transfer")}
          </Button>
        </>
      }
    >
      <form id="transfer-chat" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 pb-4">
        <Field
          label={t("chat.transferTo")}
          required
          hint={there.length === 0 ? t("chat.nobodyThere") : undefined}
          error={missing && to === "" ? t("chat.transferMissing") : undefined}
        >
          <Select value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{t("chat.transferChoose")}</option>
            {there.length > 0 && (
              <optgroup label={t("chat.colleaguesThere")}>
                {there.map((agent) => (
                  <option key={agent.id} value={`agent:${agent.id}`}>
                    {agent.name}
                  </option>
                ))}
              </optgroup>
            )}
            {teams.size > 0 && (
              <optgroup label={t("chat.teams")}>
                {[...teams.values()].map((team) => (
                  <option key={team.id} value={`team:${team.id}`}>
                    {team.name}
                  </option>
                ))}
              </optgroup>
            )}
          </Select>
        </Field>
        <Field label={t("chat.transferNote")} hint={t("chat.transferNoteHint")}>
          <Textarea rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
