import type { VisitorRowView } from "@rapport/api";
import { Avatar, cx } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { useI18n, type I18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { shortAddress } from "@/shared/web-address";
import { countryName } from "../country";
import { KnownMark } from "../known-mark";
import { ChatStateBadge } from "./chat-state";
import { hereSince, hereText } from "./reading";

type Visitor = VisitorRowView["visitor"];

/** Every row is as high as every other, whatever is known of the visitor: the list does not jump when somebody comes. */
export const ROW_HEIGHT = 92;

/** Where from, in which language, by which way: as much as is known. */
function originOf({ locale, t }: I18n, { country, locale: language, referrer, utm }: Visitor): string {
  const campaign = utm.find(({ name }) => name === "campaign") ?? utm.find(({ name }) => name === "source");
  return [
    country === "" ? "" : countryName(locale, country),
    language,
    referrer === "" ? "" : t("visitors.from", { site: shortAddress(referrer).split(/[/?#]/u)[0] ?? "" }),
    campaign ? campaign.value : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** What stays when somebody is: since when, or how often they came back. */
function presenceOf(i18n: I18n, visitor: Visitor, now: number): string {
  const since = hereSince(visitor, now);
  return since === undefined ? i18n.t("visitors.returning", { count: visitor.visits }) : hereText(i18n, since, now);
}

export function VisitorRow({ row: { visitor, chat }, current }: { row: VisitorRowView; current: boolean }) {
  const i18n = useI18n();
  const { t } = i18n;
  const now = useNow();
  const name = visitor.name || visitor.email || t("chat.visitor");
  const origin = originOf(i18n, visitor);
  return (
    <Link
      to="/visitors/$id"
      params={{ id: visitor.id }}
      search={(search) => search}
      aria-current={current ? "true" : undefined}
      className={cx(
        "flex h-full items-start gap-3 border-b border-line px-4 py-2.5 -outline-offset-2",
        current ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <Avatar name={name} className="mt-0.5" />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex h-5 items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
          <span className="flex max-w-3/5 min-w-0 shrink-0">
            <KnownMark visitor={visitor} />
          </span>
        </span>
        {/* What a page calls itself is the visitor's word: here it is text and nothing else. */}
        <span className="truncate text-sm text-muted" title={visitor.page_url}>
          {visitor.page_title || shortAddress(visitor.page_url) || t("visitors.noPage")}
        </span>
        <span className="flex h-5 items-center gap-2 text-xs text-faint">
          {chat && (
            <span className="flex max-w-1/2 min-w-0 shrink-0">
              <ChatStateBadge chat={chat} />
            </span>
          )}
          <span className="min-w-0 flex-1 truncate">{origin}</span>
          <span
            className="shrink-0 tabular-nums"
            title={t("visitors.firstCame", { time: i18n.exact(visitor.created_at) })}
          >
            {presenceOf(i18n, visitor, now)}
          </span>
        </span>
      </span>
    </Link>
  );
}
