import type { DeskVisitorView } from "@rapport/api";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { browserName } from "@/shared/browser-name";
import { LanguageName } from "@/shared/components/language-name";
import { useNow } from "@/shared/hooks/use-now";
import { Country } from "../country";
import { PageLink } from "./page-link";

/** Everything but where they are now: where they came from, with what, how often. */
export function VisitorFacts({ visitor }: { visitor: DeskVisitorView }) {
  const { t, stamp, exact, number } = useI18n();
  const now = useNow();
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
      {visitor.email !== "" && <Fact label={t("contact.address")}>{visitor.email}</Fact>}
      {visitor.referrer !== "" && (
        <Fact label={t("visitor.referrer")}>
          <PageLink url={visitor.referrer} title="" />
        </Fact>
      )}
      {visitor.utm.map(({ name, value }) => (
        <Fact key={name} label={`utm_${name}`}>
          {value}
        </Fact>
      ))}
      {visitor.country !== "" && (
        <Fact label={t("visitor.country")}>
          <Country code={visitor.country} />
        </Fact>
      )}
      <Fact label={t("visitor.device")}>{browserName(visitor.user_agent) || "–"}</Fact>
      {visitor.locale !== "" && (
        <Fact label={t("contact.language")}>
          <LanguageName code={visitor.locale} />
        </Fact>
      )}
      {visitor.ip !== "" && <Fact label={t("visitor.ip")}>{visitor.ip}</Fact>}
      <Fact label={t("visitor.visits")}>{number(visitor.visits)}</Fact>
      <Fact label={t("visitor.first")} title={exact(visitor.created_at)}>
        {stamp(visitor.created_at, now)}
      </Fact>
      <Fact label={t("visitor.last")} title={exact(visitor.last_seen_at)}>
        {stamp(visitor.last_seen_at, now)}
      </Fact>
    </dl>
  );
}

function Fact({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0 text-right break-words tabular-nums" title={title}>
        {children}
      </dd>
    </div>
  );
}
