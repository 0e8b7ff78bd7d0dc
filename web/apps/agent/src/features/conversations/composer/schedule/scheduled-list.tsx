import { api, unwrap, type ConversationView, type EntryView, type ScheduledView } from "@rapport/api";
import { Button, cx, showToast } from "@rapport/ui";
import { CalendarClock, CirclePause, Paperclip } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useCan, useSession } from "@/shared/session";
import { useDraft, type Draft } from "../../data/drafts";
import { conversationQuery } from "../../data/queries";
import { fillGap } from "../../data/timeline-cache";
import { askComposer } from "../wishes";
import { formatWhen } from "./times";
import { useZone } from "./use-zone";

/** Answers that wait for their time stand between what was said and what is being written, where they will follow. */
export function ScheduledList({ conversation }: { conversation: ConversationView }) {
  const { t } = useI18n();
  const { scheduled } = conversation;
  if (!scheduled || scheduled.length === 0) return null;
  return (
    <section
      aria-label={t("schedule.list")}
      className="scroll-thin max-h-[35dvh] shrink-0 overflow-y-auto border-t border-line bg-surface px-4 py-2"
    >
      <ul className="flex flex-col gap-2">
        {scheduled.map((one) => (
          <Card key={one.id} conversation={conversation} scheduled={one} />
        ))}
      </ul>
    </section>
  );
}

/** What the server took back, as the part of a draft that it was written as. */
function draftOf(scheduled: ScheduledView, seenSeq: number): Partial<Draft> {
  return {
    mode: "reply",
    text: scheduled.text,
    html: scheduled.html ?? undefined,
    to: scheduled.to,
    cc: scheduled.cc,
    bcc: scheduled.bcc.length > 0 ? scheduled.bcc : undefined,
    attachments: scheduled.attachments,
    seenSeq,
  };
}

function Card({ conversation, scheduled }: { conversation: ConversationView; scheduled: ScheduledView }) {
  const i18n = useI18n();
  const { t, locale, list } = i18n;
  const can = useCan();
  const { agent } = useSession();
  const zone = useZone();
  const { draft, patch } = useDraft(agent.id, conversation.id);
  const [busy, setBusy] = useState<"edit" | "send" | "discard">();
  const held = scheduled.held_reason != null;
  const Icon = held ? CirclePause : CalendarClock;
  const when = formatWhen(scheduled.send_at, locale, zone);
  const people = [...scheduled.to, ...scheduled.cc, ...scheduled.bcc].map((one) => one.name || one.address);
  const run = async (what: NonNullable<typeof busy>, action: () => Promise<void>) => {
    setBusy(what);
    try {
      await action();
    } catch (error) {
      toastProblem(i18n, error);
    } finally {
      setBusy(undefined);
      void queryClient.invalidateQueries({ queryKey: conversationQuery(conversation.id).queryKey });
    }
  };
  const path = { params: { path: { id: scheduled.id } } };
  const takeBack = () => unwrap(api.POST("/api/v1/scheduled-replies/{id}/cancel", path));
  const isFree = draft.text.trim() === "" && draft.attachments.length === 0;
  const edit = () => {
    if (!isFree) {
      showToast({ tone: "danger", message: t("schedule.draftInTheWay") });
      return;
    }
    void run("edit", async () => {
      const taken = await takeBack();
      patch(draftOf(taken, conversation.last_seq + 1));
      askComposer({ mode: "reply" });
    });
  };
  const send = () =>
    void run("send", async () => {
      const entry: EntryView = await unwrap(api.POST("/api/v1/scheduled-replies/{id}/send", path));
      await fillGap(conversation.id, entry.seq);
    });
  const discard = () =>
    void run("discard", async () => {
      const taken = await takeBack();
      showToast({
        message: t("schedule.discarded"),
        ...(isFree && {
          action: {
            label: t("action.undo"),
            // Back as a draft: to be given a time again, or sent.
            run: () => {
              patch(draftOf(taken, conversation.last_seq + 1));
              askComposer({ mode: "reply" });
            },
          },
        }),
      });
    });
  return (
    <li
      className={cx(
        "rounded-lg border px-3 py-2",
        held ? "border-warning/50 bg-warning-soft" : "border-dashed border-accent-line bg-accent-soft/40",
      )}
    >
      <p className={cx("flex items-start gap-2 font-medium", held ? "text-warning" : "text-text")}>
        <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
        <span className="min-w-0">
          {held
            ? t(`schedule.held.${reasonOf(scheduled)}`, { name: scheduled.held_by ?? "" })
            : t("schedule.for", { when })}
        </span>
      </p>
      <p className="mt-0.5 truncate pl-6 text-xs text-muted">
        {t("schedule.byTo", { name: scheduled.agent_name, people: list(people) })}
        {held && ` · ${t("schedule.wasFor", { when })}`}
        {!held && scheduled.cancel_if_replied && ` · ${t("schedule.staysIfReplied")}`}
        {scheduled.status === "solved" && ` · ${t("schedule.solves")}`}
      </p>
      <p className="mt-1 line-clamp-3 pl-6 leading-normal break-words whitespace-pre-wrap">{scheduled.text}</p>
      {scheduled.attachments.length > 0 && (
        <p className="mt-1 flex items-center gap-1 pl-6 text-xs text-muted">
          <Paperclip size={12} aria-hidden />
          {list(scheduled.attachments.map((file) => file.name))}
        </p>
      )}
      {can("conversations.reply") && (
        <div className="mt-2 flex flex-wrap gap-2 pl-6">
          <Button size="sm" loading={busy === "edit"} disabled={busy !== undefined} onClick={edit}>
            {t("schedule.edit")}
          </Button>
          <Button size="sm" loading={busy === "send"} disabled={busy !== undefined} onClick={send}>
            {t("schedule.sendNow")}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            loading={busy === "discard"}
            disabled={busy !== undefined}
            onClick={discard}
          >
            {t("schedule.discard")}
          </Button>
        </div>
      )}
    </li>
  );
}

const REASONS = ["customer_wrote", "colleague_answered", "spam", "cannot_send"] as const;

function reasonOf(scheduled: ScheduledView): (typeof REASONS)[number] {
  return REASONS.find((reason) => reason === scheduled.held_reason) ?? "customer_wrote";
}
