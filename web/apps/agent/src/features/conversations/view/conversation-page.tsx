import { isApiError, type ConversationView } from "@rapport/api";
import { Button, EmptyState, Notice } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { ChatBar, VisitorTypingLine } from "@/features/chat";
import { useI18n } from "@/i18n";
import { noteVisit } from "@/shared/commands/memory";
import { ErrorBoundary } from "@/shared/components/error-boundary";
import { PaneHandle } from "@/shared/components/pane-handle";
import { useMedia } from "@/shared/hooks/use-media";
import { useTitle } from "@/shared/hooks/use-title";
import { useLive } from "@/shared/live";
import { problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useSession } from "@/shared/session";
import { Composer } from "../composer/composer";
import { Sidebar } from "../sidebar/sidebar";
import { MeanwhileNotice } from "../composer/meanwhile-notice";
import { ScheduledList } from "../composer/schedule/scheduled-list";
import type { FocusRequest } from "../composer/use-composer";
import { markRead } from "../data/actions";
import { conversationQuery, timelineQuery } from "../data/queries";
import { lastSeqOf } from "../data/timeline-cache";
import { CapabilitiesContext } from "./capabilities";
import { Header, HeaderSkeleton, BackLink } from "./header";
import { Timeline } from "./timeline";
import { useConversationCommands } from "./use-conversation-commands";
import { TypingLine } from "./viewers";

const route = getRouteApi("/workspace/conversations/$id");
const SIDEBAR_KEY = "rapport.sidebar";

/** One conversation. A new one is a new screen: nothing of the last one's state may remain. */
export default function ConversationPage() {
  const { id } = route.useParams();
  const { seq } = route.useSearch();
  return <Conversation key={id} id={id} anchor={seq} />;
}

function Conversation({ id, anchor }: { id: number; anchor: number | undefined }) {
  const i18n = useI18n();
  const { data: conversation, error, isError, refetch } = useQuery(conversationQuery(id));
  const [assignOpen, setAssignOpen] = useState(false);
  const [focusRequest, setFocusRequest] = useState<FocusRequest>();
  const [lastSeq, setLastSeq] = useState(0);
  const sidebar = useSidebar();
  const readSeq = useOpenedAt(conversation?.read_seq, conversation?.last_seq);
  useTitle(conversation && `${conversation.subject || i18n.t("conversation.noSubject")} #${conversation.number}`);
  useWatched(id, anchor);

  const live = conversation?.capabilities.live === true;
  const unread = conversation?.unread === true;
  const readTo = conversation?.read_seq ?? Number.MAX_SAFE_INTEGER;
  useEffect(() => {
    if (lastSeq > 0 && (unread || lastSeq > readTo) && document.visibilityState === "visible")
      void markRead(id, lastSeq);
  }, [id, lastSeq, unread, readTo]);
  useConversationCommands(conversation, {
    write: (mode) => setFocusRequest({ mode }),
    openAssign: () => setAssignOpen(true),
    toggleDetails: sidebar.toggle,
  });
  useVisited(conversation);

  if (isError && !conversation) {
    const missing = isApiError(error) && error.status === 404;
    return missing ? <Missing /> : <Failed text={problemText(i18n, error)} onRetry={() => void refetch()} />;
  }
  return (
    <div className="relative flex min-w-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col xl:min-w-80">
        {conversation ? (
          <ErrorBoundary name={i18n.t("conversation.header")}>
            <Header
              conversation={conversation}
              sidebarOpen={sidebar.open}
              onToggleSidebar={sidebar.toggle}
              assignOpen={assignOpen}
              onAssignOpenChange={setAssignOpen}
            />
          </ErrorBoundary>
        ) : (
          <HeaderSkeleton />
        )}
        {live && (
          <ErrorBoundary name={i18n.t("chat.bar")}>
            <Suspense fallback={<div className="min-h-11 shrink-0 border-b border-line bg-surface" />}>
              <ChatBar conversation={conversation} />
            </Suspense>
          </ErrorBoundary>
        )}
        <ErrorBoundary name={i18n.t("timeline.label")} pane>
          <CapabilitiesContext value={conversation?.capabilities}>
            <Timeline conversationId={id} anchor={anchor} readSeq={readSeq} onSeen={setLastSeq} />
          </CapabilitiesContext>
        </ErrorBoundary>
        {live && (
          <Suspense fallback={null}>
            <VisitorTypingLine conversationId={id} name={conversation.contact.name || i18n.t("chat.visitor")} />
          </Suspense>
        )}
        <TypingLine conversationId={id} />
        {conversation && <MeanwhileNotice conversation={conversation} />}
        {conversation && <ScheduledList conversation={conversation} />}
        {conversation && (
          <ErrorBoundary name={i18n.t("composer.title")}>
            <Composer conversation={conversation} lastSeq={lastSeq} focusRequest={focusRequest} />
          </ErrorBoundary>
        )}
      </div>
      {conversation && sidebar.open && (
        <>
          {sidebar.beside && (
            <PaneHandle pane="sidebar" side="right" label={i18n.t("sidebar.resize")} controls="pane-sidebar" />
          )}
          <ErrorBoundary name={i18n.t("sidebar.title")}>
            <Sidebar conversation={conversation} onClose={sidebar.toggle} />
          </ErrorBoundary>
        </>
      )}
    </div>
  );
}

/** Remembered on wide screens, where it stands beside; closed at first where it would cover the conversation. */
function useSidebar(): { open: boolean; beside: boolean; toggle: () => void } {
  const wide = useMedia("(min-width: 80rem)");
  const [stored, setStored] = useState(() => localStorage.getItem(SIDEBAR_KEY) !== "closed");
  const [overlay, setOverlay] = useState(false);
  const toggle = () => {
    if (!wide) setOverlay(!overlay);
    else {
      localStorage.setItem(SIDEBAR_KEY, stored ? "closed" : "open");
      setStored(!stored);
    }
  };
  return { open: wide ? stored : overlay, beside: wide, toggle };
}

/** How far the reader had read when they came, so that the line "New" stays where it was while they read. */
function useOpenedAt(readSeq: number | undefined, lastSeq: number | undefined): number | undefined {
  const [opened, setOpened] = useState<number>();
  if (opened === undefined && readSeq !== undefined) {
    setOpened(readSeq < (lastSeq ?? 0) ? readSeq : Number.MAX_SAFE_INTEGER);
  }
  return opened;
}

/** The palette offers the way back to where one was. */
function useVisited(conversation: ConversationView | undefined): void {
  const { t } = useI18n();
  const { agent } = useSession();
  const id = conversation?.id;
  const title = conversation && (conversation.subject || t("conversation.noSubject"));
  const aside = conversation && `${conversation.contact.name} #${conversation.number}`;
  useEffect(() => {
    if (id !== undefined && title !== undefined) noteVisit(agent.id, { kind: "conversation", id, title, aside });
  }, [agent.id, id, title, aside]);
}

/** Tells the live connection what is on screen and how much of it is there. */
function useWatched(id: number, anchor: number | undefined): void {
  const live = useLive();
  useEffect(() => {
    live.watch(id, () => lastSeqOf(queryClient.getQueryData(timelineQuery(id, anchor).queryKey)));
    return () => live.unwatch(id);
  }, [live, id, anchor]);
}

function Missing() {
  const { t } = useI18n();
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="p-2 md:hidden">
        <BackLink />
      </div>
      <EmptyState
        className="flex-1"
        icon={<SearchX aria-hidden />}
        title={t("conversation.missing")}
        action={
          <Link to="/conversations" className="text-accent underline underline-offset-2">
            {t("conversation.backToList")}
          </Link>
        }
      >
        {t("conversation.missingText")}
      </EmptyState>
    </div>
  );
}

function Failed({ text, onRetry }: { text: string; onRetry: () => void }) {
  const { t } = useI18n();
  return (
    <div className="min-w-0 flex-1 p-6">
      <Notice
        tone="danger"
        title={t("conversation.failed")}
        action={
          <Button size="sm" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        }
      >
        {text}
      </Notice>
    </div>
  );
}
