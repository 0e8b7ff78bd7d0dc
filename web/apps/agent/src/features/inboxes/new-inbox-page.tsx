import type { InboxView } from "@rapport/api";
import { EmptyState, Skeleton } from "@rapport/ui";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CircleCheck, MessageCircle } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { Page } from "@/shared/components/page";
import { CHANNEL_ICON, CHANNELS } from "@/shared/vocabulary";
import { BackToInboxes } from "./back-link";
import { InboxWizard } from "./inbox-wizard";
import { announceGrant } from "./oauth-channel";

const ChatWizard = lazy(() => import("./chat/chat-wizard"));

type Channel = (typeof CHANNELS)[number];

const route = getRouteApi("/workspace/settings/inboxes/new");

/** Adds an inbox. The same address is where providers send the sign-in window back to. */
export default function NewInboxPage() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { grant } = route.useSearch();
  const [channel, setChannel] = useState<Channel>();
  const open = (inbox: InboxView) => void navigate({ to: "/settings/inboxes/$id", params: { id: inbox.id } });
  if (grant !== undefined) return <SignedInAtProvider grant={grant} />;
  return (
    <Page
      title={t("inbox.create")}
      about={t(channel === undefined ? "inbox.chooseChannel" : channel === "chat" ? "site.about" : "setup.inboxText")}
      back={<BackToInboxes />}
    >
      <div className="max-w-2xl">
        {channel === undefined && <ChooseChannel onChoose={setChannel} />}
        {channel === "email" && <InboxWizard onDone={open} />}
        {channel === "chat" && (
          <Suspense fallback={<Skeleton className="h-60 w-full" />}>
            <ChatWizard onDone={open} onBack={() => setChannel(undefined)} />
          </Suspense>
        )}
      </div>
    </Page>
  );
}

/** By which way customers reach this inbox, and what that means, before anything is asked. */
function ChooseChannel({ onChoose }: { onChoose: (channel: Channel) => void }) {
  const { t } = useI18n();
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {CHANNELS.map((channel) => {
        const Icon = CHANNEL_ICON[channel] ?? MessageCircle;
        return (
          <li key={channel}>
            <button
              type="button"
              onClick={() => onChoose(channel)}
              className="flex h-full w-full flex-col gap-1.5 rounded-lg border border-line p-4 text-left transition-colors hover:border-line-strong hover:bg-hover"
            >
              <Icon size={20} strokeWidth={1.6} aria-hidden className="text-accent" />
              <span className="font-semibold">{t(`channel.${channel}`)}</span>
              <span className="text-sm text-muted">{t(`inbox.about.${channel}`)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Where the provider sends the sign-in window back to: the form waits in another window. */
function SignedInAtProvider({ grant }: { grant: string }) {
  const { t } = useI18n();
  useEffect(() => {
    announceGrant(grant);
    window.close();
  }, [grant]);
  return (
    <EmptyState className="flex-1" icon={<CircleCheck aria-hidden />} title={t("inbox.signedIn")}>
      {t("inbox.closeWindow")}
    </EmptyState>
  );
}
