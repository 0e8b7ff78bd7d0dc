import type { DeskChatRow } from "@rapport/api";
import { Avatar, Button, Kbd } from "@rapport/ui";
import { Phone, PhoneCall, PhoneOff } from "lucide-react";
import { useEffect, useState } from "react";
import { ringAgain } from "@/features/notifications";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { useSecondsUntil } from "@/shared/hooks/use-seconds";
import { useLookups } from "@/shared/lookups";

/** As long as somebody has to decide; the server says the same. */
const OFFERED_S = 30;
const RING_EVERY_MS = 4_000;

export interface RingProps {
  chats: readonly DeskChatRow[];
  onAccept: (conversationId: number) => Promise<unknown>;
  onDecline: (conversationId: number) => Promise<unknown>;
}

/** Chats that ring at the reader: over every screen, above and not below, where one writes and sends, and said aloud once. */
export function Ring({ chats, onAccept, onDecline }: RingProps) {
  const { t } = useI18n();
  const said = chats.map(({ conversation }) =>
    t("chat.incomingSaid", { name: conversation.contact.name || t("chat.visitor"), text: conversation.preview }),
  );
  return (
    <>
      <p role="alert" className="sr-only">
        {said.join(" ")}
      </p>
      {chats.length > 0 && (
        <section
          aria-label={t("chat.incoming")}
          className="fixed top-16 right-4 z-40 flex w-90 max-w-[calc(100vw-2rem)] flex-col gap-2 max-md:inset-x-3 max-md:top-[calc(env(safe-area-inset-top)+0.75rem)] max-md:w-auto max-md:max-w-none"
        >
          {chats.map((row, index) => (
            <Incoming
              key={row.conversation.id}
              row={row}
              first={index === 0}
              onAccept={onAccept}
              onDecline={onDecline}
            />
          ))}
        </section>
      )}
    </>
  );
}

interface IncomingProps extends Omit<RingProps, "chats"> {
  row: DeskChatRow;
  /** The keys are for this one. */
  first: boolean;
}

function Incoming({ row: { chat, conversation }, first, onAccept, onDecline }: IncomingProps) {
  const { t, short } = useI18n();
  const now = useNow();
  const { inboxes } = useLookups();
  const [busy, setBusy] = useState<"accept" | "decline">();
  const left = useSecondsUntil(chat.offered_until);
  const { id } = conversation;
  const name = conversation.contact.name || t("chat.visitor");
  const inbox = inboxes.get(conversation.inbox_id)?.name;
  useEffect(() => {
    const timer = setInterval(() => void ringAgain(id), RING_EVERY_MS);
    return () => clearInterval(timer);
  }, [id]);
  const run = async (what: "accept" | "decline", action: (id: number) => Promise<unknown>) => {
    setBusy(what);
    await action(id);
    setBusy(undefined);
  };
  return (
    <article
      aria-label={t("chat.incomingFrom", { name })}
      className="overflow-hidden rounded-lg border border-line bg-raised shadow-float"
    >
      <div className="flex items-start gap-3 px-4 pt-3">
        <Avatar name={name} />
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-1.5 text-xs font-medium text-accent">
            <PhoneCall size={13} aria-hidden />
            {t("chat.incoming")}
            {inbox !== undefined && <span className="truncate font-normal text-faint">· {inbox}</span>}
          </p>
          <p className="truncate font-semibold">{name}</p>
          <p className="mt-0.5 line-clamp-2 text-sm break-words text-muted">{conversation.preview}</p>
          <p className="mt-1 text-xs text-faint tabular-nums">
            {t("chat.waitingFor", { time: short(chat.queued_at, now) })}
            {left > 0 && ` · ${t("chat.nextIn", { count: left })}`}
          </p>
        </div>
      </div>
      <div className="flex gap-2 px-4 pt-2.5 pb-3">
        <Button
          className="flex-1"
          disabled={busy !== undefined}
          loading={busy === "decline"}
          icon={<PhoneOff size={14} aria-hidden />}
          onClick={() => void run("decline", onDecline)}
        >
          {t("chat.decline")}
          {first && <Keys letter="X" />}
        </Button>
        <Button
          variant="primary"
          className="flex-1"
          disabled={busy !== undefined}
          loading={busy === "accept"}
          icon={<Phone size={14} aria-hidden />}
          onClick={() => void run("accept", onAccept)}
        >
          {t("chat.accept")}
          {first && <Keys letter="A" />}
        </Button>
      </div>
      <div aria-hidden className="h-1 bg-active">
        <div
          className="h-full bg-accent-solid transition-[width] duration-500 ease-linear motion-reduce:transition-none"
          style={{ width: `${Math.min(100, (left / OFFERED_S) * 100)}%` }}
        />
      </div>
    </article>
  );
}

function Keys({ letter }: { letter: string }) {
  return (
    <span aria-hidden className="ml-1 inline-flex items-center gap-0.5 text-text pointer-coarse:hidden">
      <Kbd>Alt</Kbd>
      <Kbd>{letter}</Kbd>
    </span>
  );
}
