import type { ConversationView } from "@rapport/api";
import { Button, cx, DropdownMenu, IconButton, MenuItem, MenuSeparator, Skeleton } from "@rapport/ui";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, CircleCheck, CircleDot, Ellipsis, Link2, MailOpen, OctagonAlert, PanelRight } from "lucide-react";
import { showToast } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { useCan } from "@/shared/session";
import { markRead, useConversationActions } from "../data/actions";
import { AssigneePicker, PriorityPicker, StatusPicker, TagsPicker, TeamPicker } from "./pickers";
import { Viewers } from "./viewers";

export interface HeaderProps {
  conversation: ConversationView;
  sidebarOpen: boolean;
  onToggleSidebar: () => void;
  assignOpen: boolean;
  onAssignOpenChange: (open: boolean) => void;
}

/** What it is about, whose it is and in which state; everything that changes that is here. */
export function Header({ conversation, sidebarOpen, onToggleSidebar, assignOpen, onAssignOpenChange }: HeaderProps) {
  const { t } = useI18n();
  const can = useCan();
  const actions = useConversationActions(conversation);
  const done = conversation.status === "solved" || conversation.status === "closed" || conversation.status === "spam";
  return (
    <header className="shrink-0 border-b border-line bg-surface px-4 pt-2 pb-2 max-md:px-2">
      <div className="flex min-h-8 items-center gap-2 max-md:gap-1">
        <BackLink />
        <h1 className="flex min-w-0 flex-1 items-baseline gap-2 text-lg font-semibold">
          <span className="line-clamp-2 text-balance max-md:line-clamp-1" title={conversation.subject}>
            {conversation.subject || t("conversation.noSubject")}
          </span>
          <span className="shrink-0 text-sm font-normal text-faint tabular-nums">#{conversation.number}</span>
        </h1>
        <Viewers conversationId={conversation.id} />
        {can("conversations.update") && (
          <Button
            size="sm"
            icon={done ? <CircleDot size={14} aria-hidden /> : <CircleCheck size={14} aria-hidden />}
            onClick={() => void actions.setStatus(done ? "open" : "solved")}
          >
            <span className="max-sm:sr-only">{t(done ? "conversation.reopen" : "conversation.solve")}</span>
          </Button>
        )}
        <ConversationMenu conversation={conversation} />
        <IconButton
          label={t(sidebarOpen ? "conversation.hideDetails" : "conversation.showDetails")}
          pressed={sidebarOpen}
          onClick={onToggleSidebar}
        >
          <PanelRight size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="scroll-thin mt-1 flex items-center gap-1 max-md:overflow-x-auto md:-ml-2 md:flex-wrap">
        <StatusPicker conversation={conversation} actions={actions} />
        <AssigneePicker
          conversation={conversation}
          actions={actions}
          open={assignOpen}
          onOpenChange={onAssignOpenChange}
        />
        <TeamPicker conversation={conversation} actions={actions} />
        <PriorityPicker conversation={conversation} actions={actions} />
        <TagsPicker conversation={conversation} actions={actions} />
      </div>
    </header>
  );
}

/** On a phone the list is another screen; the address keeps which list it was. */
export function BackLink() {
  const { t } = useI18n();
  return (
    <Link
      to="/conversations"
      search={(search) => search}
      aria-label={t("conversation.backToList")}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded text-muted hover:bg-hover md:hidden"
    >
      <ArrowLeft size={18} aria-hidden />
    </Link>
  );
}

function ConversationMenu({ conversation }: { conversation: ConversationView }) {
  const { t } = useI18n();
  const can = useCan();
  const navigate = useNavigate();
  const actions = useConversationActions(conversation);
  const copyLink = async () => {
    await navigator.clipboard.writeText(`${location.origin}/conversations/${conversation.id}`);
    showToast({ tone: "success", message: t("action.copied") });
  };
  const markUnread = async () => {
    await markRead(conversation.id, 0);
    // Staying would mark it as seen again at once.
    await navigate({ to: "/conversations", search: (search) => search });
  };
  return (
    <DropdownMenu
      trigger={
        <IconButton label={t("action.more")}>
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<MailOpen />} onSelect={() => void markUnread()}>
        {t("conversation.markUnread")}
      </MenuItem>
      <MenuItem icon={<Link2 />} onSelect={() => void copyLink()}>
        {t("conversation.copyLink")}
      </MenuItem>
      {can("conversations.update") && conversation.status !== "spam" && (
        <>
          <MenuSeparator />
          <MenuItem danger icon={<OctagonAlert />} onSelect={() => void actions.setStatus("spam")}>
            {t("conversation.spam")}
          </MenuItem>
        </>
      )}
    </DropdownMenu>
  );
}

/** As high as the header itself, so that nothing moves when that comes. */
export function HeaderSkeleton() {
  return (
    <header className={cx("shrink-0 border-b border-line bg-surface px-4 py-2")}>
      <div className="flex h-8 items-center">
        <Skeleton className="h-5 w-1/2" />
      </div>
      <div className="mt-1 flex h-7 items-center gap-3">
        <Skeleton className="h-4 w-20" />
        <Skeleton className="h-4 w-28" />
        <Skeleton className="h-4 w-16" />
      </div>
    </header>
  );
}
