import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { CardEmpty, CardState } from "@/shared/cards/card-state";
import type { CardProps } from "@/shared/cards/registry";
import { chatQuery } from "../data/queries";
import { BlockButton } from "../blocks/block-button";
import { KnownMark } from "../known-mark";
import { PageLink } from "./page-link";
import { VisitorFacts } from "./visitor-facts";

/** Who visits: what they look at now, where they came from, and whether we know who it is. */
export default function VisitorCard({ conversation }: CardProps) {
  const { t } = useI18n();
  const query = useQuery(chatQuery(conversation.id));
  if (!query.data) return <CardState query={query} rows={4} />;
  const { visitor, visitor_left_at: left } = query.data;
  if (!visitor) return <CardEmpty>{t("visitor.deleted")}</CardEmpty>;
  return (
    <div className="flex flex-col gap-3">
      <div>
        <KnownMark visitor={visitor} />
      </div>
      {visitor.page_url !== "" && (
        <div className="text-sm">
          <h4 className="text-xs text-faint">{t(left == null ? "visitor.now" : "visitor.lastPage")}</h4>
          <PageLink url={visitor.page_url} title={visitor.page_title} />
        </div>
      )}
      <VisitorFacts visitor={visitor} />
      <div className="flex flex-wrap items-center gap-2">
        <Link
          to="/visitors/$id"
          params={{ id: visitor.id }}
          search={{}}
          className="flex min-h-6 flex-1 items-center rounded-sm text-sm text-accent hover:underline"
        >
          {t("visitors.about")}
        </Link>
        <BlockButton visitor={visitor} size="sm" />
      </div>
    </div>
  );
}
