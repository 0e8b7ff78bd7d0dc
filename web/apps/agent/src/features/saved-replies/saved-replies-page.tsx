import { api, unwrap, type SavedReplyView } from "@rapport/api";
import { Button, EmptyState, fold, IconButton, Input } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Folder, Globe, MessageSquareText, Pencil, Plus, SearchX, Trash2, UserRound, Users } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { LoadState, Page } from "@/shared/components/page";
import { savedRepliesQuery, useLookups } from "@/shared/lookups";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useCan } from "@/shared/session";
import { byFolder } from "./folders";
import { SavedReplyDialog } from "./saved-reply-dialog";

/** Texts that are written once and sent often: the agent's own, those of their teams and everyone's. */
export default function SavedRepliesPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const query = useQuery(savedRepliesQuery);
  const [search, setSearch] = useState("");
  const [editing, setEditing] = useState<SavedReplyView | "new">();
  const [removing, setRemoving] = useState<SavedReplyView>();
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/saved-replies/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      setRemoving(undefined);
      return queryClient.invalidateQueries({ queryKey: savedRepliesQuery.queryKey });
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const all = query.data ?? [];
  const words = fold(search).split(/\s+/u).filter(Boolean);
  const found = all.filter((reply) => {
    const text = fold(`${reply.name} ${reply.folder} ${reply.body}`);
    return words.every((word) => text.includes(word));
  });
  const mayWrite = can("conversations.reply") || can("conversations.note") || can("saved_replies.manage");
  const add = mayWrite && (
    <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setEditing("new")}>
      {t("savedReplies.add")}
    </Button>
  );
  return (
    <Page title={t("savedReplies.title")} about={t("savedReplies.about")} actions={add || undefined}>
      <LoadState query={query} />
      {query.isSuccess && all.length === 0 && (
        <EmptyState icon={<MessageSquareText aria-hidden />} title={t("savedReplies.none")}>
          {t("savedReplies.begin")}
        </EmptyState>
      )}
      {all.length > 0 && (
        <Input
          type="search"
          aria-label={t("savedReplies.search")}
          placeholder={t("savedReplies.search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="mb-4 max-w-sm"
        />
      )}
      {all.length > 0 && found.length === 0 && (
        <EmptyState icon={<SearchX aria-hidden />} title={t("savedReplies.noMatch")} />
      )}
      {byFolder(found, i18n.locale).map(({ folder, replies }) => (
        <section key={folder} aria-label={folder || t("savedReplies.noFolder")} className="mb-5">
          <h2 className="mb-1.5 flex items-center gap-1.5 text-sm font-medium text-muted">
            <Folder size={14} aria-hidden className="text-faint" />
            {folder ? folder.split("/").join(" / ") : t("savedReplies.noFolder")}
          </h2>
          <ul className="divide-y divide-line rounded border border-line">
            {replies.map((reply) => (
              <Row key={reply.id} reply={reply} onEdit={() => setEditing(reply)} onRemove={() => setRemoving(reply)} />
            ))}
          </ul>
        </section>
      ))}
      {editing !== undefined && (
        <SavedReplyDialog
          reply={editing === "new" ? undefined : editing}
          folders={[...new Set(all.map((reply) => reply.folder).filter(Boolean))]}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <Confirm
          title={t("savedReplies.delete", { name: removing.name })}
          action={t("action.delete")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("savedReplies.deleteText")}
        </Confirm>
      )}
    </Page>
  );
}

function Row({ reply, onEdit, onRemove }: { reply: SavedReplyView; onEdit: () => void; onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium">{reply.name}</span>
          <Owner reply={reply} />
        </p>
        <p className="truncate text-sm text-muted">{reply.body.replace(/\s+/gu, " ")}</p>
      </div>
      <span className="shrink-0 text-xs text-faint tabular-nums max-md:hidden">
        {t("savedReplies.used", { count: reply.uses })}
      </span>
      {reply.can_manage && (
        <span className="flex shrink-0">
          <IconButton label={t("savedReplies.edit", { name: reply.name })} size="sm" onClick={onEdit}>
            <Pencil size={14} aria-hidden />
          </IconButton>
          <IconButton label={t("savedReplies.delete", { name: reply.name })} size="sm" onClick={onRemove}>
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

/** Whose it is, by icon and word. */
function Owner({ reply }: { reply: SavedReplyView }) {
  const { t } = useI18n();
  const { teams } = useLookups();
  const team = reply.team_id == null ? undefined : teams.get(reply.team_id);
  const Icon = reply.owner === "personal" ? UserRound : reply.owner === "team" ? Users : Globe;
  const name =
    reply.owner === "personal"
      ? t("savedReplies.owner.personal")
      : reply.owner === "team"
        ? (team?.name ?? t("savedReplies.owner.team"))
        : t("savedReplies.owner.everyone");
  return (
    <span className="flex shrink-0 items-center gap-1 text-xs text-faint">
      <Icon size={12} aria-hidden />
      {name}
    </span>
  );
}
