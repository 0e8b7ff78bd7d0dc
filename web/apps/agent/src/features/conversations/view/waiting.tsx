import { Button, cx, showToast } from "@rapport/ui";
import { CircleAlert, CloudUpload, StickyNote } from "lucide-react";
import { useEffect, useRef } from "react";
import { useI18n } from "@/i18n";
import { runCommand } from "@/shared/commands/registry";
import { useNow } from "@/shared/hooks/use-now";
import { retryRefused, takeBack, TOO_OLD, useOutbox, type OutboxItem } from "@/shared/outbox";
import { problemText } from "@/shared/problems";
import { useSession } from "@/shared/session";
import { giveBackWords, refusalError } from "../data/outbox";
import { PlainText } from "./plain-text";

/** What was sent or changed in this conversation and has not reached the server yet, or was refused by it. */
export function Waiting({ conversationId }: { conversationId: number }) {
  const { t } = useI18n();
  const items = useOutbox().filter((item) => item.conversationId === conversationId);
  const end = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // What one has just sent is looked for at the end.
    if (items.length > 0) end.current?.scrollIntoView({ block: "end" });
  }, [items.length]);
  if (items.length === 0) return null;
  return (
    <ul ref={end} aria-label={t("outbox.title")} className="flex flex-col gap-3">
      {items.map((item) => (
        <li key={item.id}>
          <Card item={item} held={items[0] !== item && items[0]?.state === "refused"} />
        </li>
      ))}
    </ul>
  );
}

/** One that waits; `held` when it waits for the agent and not for the network. */
function Card({ item, held }: { item: OutboxItem; held: boolean }) {
  const { t, stamp, exact } = useI18n();
  const { agent } = useSession();
  const now = useNow();
  const at = new Date(item.createdAt).toISOString();
  const isMessage = item.kind === "reply" || item.kind === "note";
  const refused = item.state === "refused";
  return (
    <article
      aria-label={t(item.kind === "note" ? "outbox.note" : isMessage ? "outbox.reply" : "outbox.change")}
      className={cx(
        "rounded-lg border border-dashed px-4 py-3",
        refused ? "border-danger" : item.kind === "note" ? "border-note-line" : "border-line-strong",
        item.kind === "note" ? "bg-note" : "bg-surface",
      )}
    >
      {isMessage && (
        <header className="mb-1.5 flex items-center gap-2">
          <span className="truncate font-semibold">{agent.name}</span>
          {item.kind === "note" && (
            <span className="inline-flex items-center gap-1 text-xs text-muted">
              <StickyNote size={12} aria-hidden />
              {t("note.internal")}
            </span>
          )}
          <time dateTime={at} title={exact(at)} className="ml-auto shrink-0 text-xs text-muted tabular-nums">
            {stamp(at, now)}
          </time>
        </header>
      )}
      <div className={isMessage ? "leading-normal" : "text-sm"}>
        <PlainText text={item.text} lang={undefined} />
      </div>
      {item.files.length > 0 && (
        <p className="mt-1 truncate text-sm text-muted">{item.files.map(({ name }) => name).join(", ")}</p>
      )}
      <State item={item} held={held} isMessage={isMessage} />
    </article>
  );
}

function State({ item, held, isMessage }: { item: OutboxItem; held: boolean; isMessage: boolean }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { refusal } = item;
  const late = () => showToast({ message: t("outbox.tooLate") });
  const edit = async () => {
    const taken = await takeBack(item.id);
    if (!taken) {
      late();
      return;
    }
    giveBackWords(taken);
    // The button is gone with its card: go on where the words are.
    runCommand(taken.kind === "note" ? "conversation.note" : "conversation.reply");
  };
  const cancel = async () => {
    const taken = await takeBack(item.id);
    if (!taken) late();
  };
  // As it is, it would be refused again.
  const overtaken = refusal?.code === "answered_meanwhile";
  // What may have arrived is no longer the agent's to change.
  const changeable = refusal !== undefined || (item.state === "waiting" && !item.tried);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs">
      {refusal ? (
        <p className="flex min-w-48 flex-1 items-start gap-1.5 text-sm text-danger">
          <CircleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
          <span>
            {t("outbox.refused")}{" "}
            {refusal.code === TOO_OLD ? t("outbox.tooOld") : problemText(i18n, refusalError(refusal))}
          </span>
        </p>
      ) : (
        <p className="flex min-w-48 flex-1 items-center gap-1.5 text-muted">
          <CloudUpload size={14} className="shrink-0" aria-hidden />
          {t(held ? "outbox.held" : changeable ? "outbox.waiting" : "outbox.asking")}
        </p>
      )}
      {changeable && (
        <span className="flex gap-1.5">
          {refusal && (
            <Button size="sm" onClick={() => void retryRefused(item.id, overtaken ? { force: true } : {})}>
              {t(overtaken ? "conflict.sendAnyway" : "action.retry")}
            </Button>
          )}
          {isMessage && (
            <Button size="sm" onClick={() => void edit()}>
              {t("action.edit")}
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={() => void cancel()}>
            {t(refusal ? "outbox.discard" : "action.cancel")}
          </Button>
        </span>
      )}
    </div>
  );
}
