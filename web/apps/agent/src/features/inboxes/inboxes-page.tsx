import type { InboxView } from "@rapport/api";
import { Badge, EmptyState, type Tone } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, CircleCheck, CircleX, Inbox, LoaderCircle, Plus, Power } from "lucide-react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState, Page } from "@/shared/components/page";
import { inboxesQuery } from "@/shared/lookups";
import { CHANNEL_ICON } from "@/shared/vocabulary";

/** All inboxes and whether they work; asked again while one looks, as connections come and go. */
export default function InboxesPage() {
  const { t } = useI18n();
  const query = useQuery({ ...inboxesQuery, refetchInterval: 15_000 });
  return (
    <Page
      title={t("inboxes.title")}
      about={t("inboxes.about")}
      actions={
        <Link to="/settings/inboxes/new" className={buttonLink("primary")}>
          <Plus size={15} aria-hidden />
          {t("inbox.create")}
        </Link>
      }
    >
      <LoadState query={query} />
      {query.data?.length === 0 && (
        <EmptyState icon={<Inbox aria-hidden />} title={t("inboxes.none")}>
          {t("inboxes.begin")}
        </EmptyState>
      )}
      {query.data && query.data.length > 0 && (
        <ul className="divide-y divide-line rounded border border-line">
          {query.data.map((inbox) => (
            <li key={inbox.id}>
              <Link
                to="/settings/inboxes/$id"
                params={{ id: inbox.id }}
                className="flex min-h-14 items-center gap-3 py-2 pr-3 pl-4 -outline-offset-2 hover:bg-hover"
              >
                <ChannelIcon channel={inbox.channel} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{inbox.name}</span>
                  <span className="block truncate text-xs text-faint">
                    {inbox.health === "error" && inbox.health_detail
                      ? inbox.health_detail
                      : inbox.capabilities.live
                        ? t("channel.chat")
                        : inbox.address}
                  </span>
                </span>
                <HealthBadge inbox={inbox} />
                <ChevronRight size={16} aria-hidden className="shrink-0 text-faint" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function ChannelIcon({ channel }: { channel: string }) {
  const { tCode } = useI18n();
  const Icon = CHANNEL_ICON[channel] ?? Inbox;
  return (
    <Icon size={18} strokeWidth={1.6} aria-label={tCode("channel", channel, channel)} className="shrink-0 text-faint" />
  );
}

const HEALTH = {
  ok: { tone: "success", icon: CircleCheck },
  connecting: { tone: "info", icon: LoaderCircle },
  error: { tone: "danger", icon: CircleX },
  push: { tone: "neutral", icon: Inbox },
  off: { tone: "neutral", icon: Power },
} as const satisfies Record<string, { tone: Tone; icon: unknown }>;

function healthOf(inbox: InboxView): keyof typeof HEALTH {
  const health = inbox.health in HEALTH ? (inbox.health as keyof typeof HEALTH) : "off";
  // Nothing has to be fetched for a site: it is there as long as it is on.
  if (inbox.capabilities.live) return inbox.enabled ? "ok" : "off";
  // Without a server to ask there is no connection that could be on; switched off it is not.
  return health === "off" && inbox.enabled && inbox.email?.imap == null ? "push" : health;
}

/** The state of the connection in one word. */
export function HealthBadge({ inbox }: { inbox: InboxView }) {
  const { t } = useI18n();
  const health = healthOf(inbox);
  const { tone, icon: Icon } = HEALTH[health];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />} title={inbox.health_detail ?? undefined}>
      {t(`inbox.health.${health}`)}
    </Badge>
  );
}
