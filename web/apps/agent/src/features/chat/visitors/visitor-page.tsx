import { isApiError, type VisitorDetailView } from "@rapport/api";
import { Avatar, Badge, Button, EmptyState, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, CircleDot, CircleOff, MessageCirclePlus, MessageSquareText, SearchX } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { useTitle } from "@/shared/hooks/use-title";
import { useCan } from "@/shared/session";
import { BlockButton } from "../blocks/block-button";
import { KnownMark } from "../known-mark";
import { ChatStateBadge } from "./chat-state";
import { PageLink } from "./page-link";
import { visitorQuery } from "./queries";
import { hereText, visitBegan } from "./reading";
import { StartChat } from "./start-chat";
import { PagesSeen, VisitorChats } from "./visitor-history";
import { VisitorFacts } from "./visitor-facts";

const route = getRouteApi("/workspace/visitors/$id");

/** One visitor: where they are and were, whether we know them, what was said before, and speaking to them first. */
export default function VisitorPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const query = useQuery(visitorQuery(id));
  const missing = isApiError(query.error) && query.error.status === 404;
  useTitle(query.data && nameOf(query.data, t("chat.visitor")));
  return (
    <div className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-canvas">
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-6 py-6 max-md:px-4 max-md:py-3">
        <Link
          to="/visitors"
          search={(search) => search}
          className="inline-flex min-h-6 items-center gap-1 self-start text-muted md:hidden"
        >
          <ArrowLeft size={16} aria-hidden />
          {t("area.visitors")}
        </Link>
        {missing ? (
          <EmptyState icon={<SearchX aria-hidden />} title={t("visitors.missing")} />
        ) : query.isError ? (
          <LoadState query={query} />
        ) : query.data ? (
          // Another visitor is another page: what was typed for the one before must not go to this one.
          <Details key={id} detail={query.data} />
        ) : (
          <Pending />
        )}
      </div>
    </div>
  );
}

function nameOf({ visitor }: VisitorDetailView, fallback: string): string {
  return visitor.name || visitor.email || fallback;
}

function Pending() {
  return (
    <div className="flex flex-col gap-4" aria-busy>
      <Skeleton className="h-56 w-full rounded-lg" />
      <Skeleton className="h-40 w-full rounded-lg" />
    </div>
  );
}

function Details({ detail }: { detail: VisitorDetailView }) {
  const { t } = useI18n();
  const { visitor, pages, chats } = detail;
  return (
    <>
      <section aria-label={t("visitors.about")} className="rounded-lg border border-line bg-surface p-5 max-md:p-4">
        <Head detail={detail} />
        <div className="mt-4 grid gap-x-8 gap-y-4 border-t border-line pt-4 sm:grid-cols-2">
          <Now detail={detail} />
          <VisitorFacts visitor={visitor} />
        </div>
      </section>
      <VisitorChats chats={chats} />
      <PagesSeen pages={pages} />
    </>
  );
}

function Head({ detail }: { detail: VisitorDetailView }) {
  const { t } = useI18n();
  const { visitor, chats, is_here: here } = detail;
  const name = nameOf(detail, t("chat.visitor"));
  const chat = chats.find((one) => one.state !== "ended");
  const HereIcon = here ? CircleDot : CircleOff;
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <Avatar name={name} size="lg" />
      <div className="min-w-40 flex-1">
        <h1 className="text-xl font-semibold break-words">{name}</h1>
        <p className="mt-1 flex flex-wrap items-center gap-1.5">
          <KnownMark visitor={visitor} />
          <Badge tone={here ? "success" : "neutral"} icon={<HereIcon aria-hidden />}>
            {t(here ? "visitors.here" : "visitors.left")}
          </Badge>
          {chat && <ChatStateBadge chat={chat} />}
        </p>
      </div>
      <Actions detail={detail} name={name} chatId={chat?.conversation_id} />
    </div>
  );
}

interface ActionsProps {
  detail: VisitorDetailView;
  name: string;
  /** The chat that they are in. */
  chatId: number | undefined;
}

function Actions({ detail: { visitor, is_here: here }, name, chatId }: ActionsProps) {
  const { t } = useI18n();
  const can = useCan();
  const [starting, setStarting] = useState(false);
  return (
    <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>*]:flex-1">
      <BlockButton visitor={visitor} />
      {chatId !== undefined ? (
        <Link to="/conversations/$id" params={{ id: chatId }} search={{}} className={buttonLink("primary")}>
          <MessageSquareText size={15} aria-hidden />
          {t("visitors.openChat")}
        </Link>
      ) : (
        can("conversations.reply") && (
          <Button
            variant="primary"
            icon={<MessageCirclePlus size={15} aria-hidden />}
            onClick={() => setStarting(true)}
          >
            {t("visitors.start")}
          </Button>
        )
      )}
      {starting && <StartChat visitorId={visitor.id} name={name} here={here} onClose={() => setStarting(false)} />}
    </div>
  );
}

/** The page that they look at, and since when they are here. */
function Now({ detail: { visitor, pages, is_here: here } }: { detail: VisitorDetailView }) {
  const i18n = useI18n();
  const { t, exact } = i18n;
  const now = useNow();
  const began = visitBegan(pages);
  return (
    <div className="min-w-0 text-sm">
      <h2 className="text-xs text-faint">{t(here ? "visitor.now" : "visitor.lastPage")}</h2>
      {visitor.page_url === "" ? (
        <p className="text-muted">{t("visitors.noPage")}</p>
      ) : (
        <PageLink url={visitor.page_url} title={visitor.page_title} />
      )}
      {here && began !== undefined && (
        <p className="mt-1 text-muted tabular-nums" title={exact(began)}>
          {hereText(i18n, began, now)}
        </p>
      )}
    </div>
  );
}
