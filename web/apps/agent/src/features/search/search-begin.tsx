import { Button, IconButton } from "@rapport/ui";
import { History, Trash2 } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useSession } from "@/shared/session";
import { OPERATORS, type Operator } from "./operators";
import { forgetSearches, recentSearches } from "./recent";

/** What each operator may look like in use. */
const EXAMPLES: Record<Operator, string> = {
  from: "from:lan@example.com",
  to: "to:support",
  tag: "tag:vip",
  inbox: "inbox:Support",
  status: "status:open,pending",
  is: "is:unassigned",
  assignee: "assignee:me",
  after: "after:2026-03-14",
  before: "before:2026-03",
  has: "has:attachment",
  in: "in:messages",
  subject: "subject:invoice",
  number: "#1042",
};

/** Before anything is typed: what was searched last, and what can be said in a search. */
export function SearchBegin({
  onSearch,
  onWrite,
}: {
  onSearch: (text: string) => void;
  onWrite: (text: string) => void;
}) {
  const { t } = useI18n();
  const { agent } = useSession();
  const [recent, setRecent] = useState(() => recentSearches(agent.id));
  return (
    <div className="flex flex-col gap-6 px-4 py-2">
      {recent.length > 0 && (
        <section aria-label={t("search.recent")}>
          <div className="flex items-center justify-between">
            <h2 className="text-sm font-medium text-muted">{t("search.recent")}</h2>
            <IconButton
              size="sm"
              label={t("search.forget")}
              onClick={() => {
                forgetSearches(agent.id);
                setRecent([]);
              }}
            >
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </div>
          <ul className="mt-1 -ml-2" data-walk>
            {recent.map((text) => (
              <li key={text}>
                <button
                  type="button"
                  data-stop
                  onClick={() => onSearch(text)}
                  className="flex min-h-8 w-full items-center gap-2.5 rounded px-2 text-left hover:bg-hover focus-visible:bg-hover pointer-coarse:min-h-11"
                >
                  <History size={15} aria-hidden className="shrink-0 text-faint" />
                  <span className="truncate">{text}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t("search.begin")}>
        <h2 className="font-medium">{t("search.begin")}</h2>
        <p className="mt-1 max-w-prose text-muted">{t("search.beginText")}</p>
        <Syntax onWrite={onWrite} />
      </section>
    </div>
  );
}

/** All operators with an example; each writes itself into the field. */
export function Syntax({ onWrite }: { onWrite: (text: string) => void }) {
  const { t } = useI18n();
  return (
    <dl className="mt-3 grid gap-x-6 gap-y-1 sm:grid-cols-2">
      {OPERATORS.map((name) => (
        <div key={name} className="flex min-h-7 items-baseline gap-2">
          <dt className="w-44 shrink-0">
            <Button
              size="sm"
              variant="ghost"
              className="-ml-2 font-mono text-text"
              aria-label={t("search.useOperator", { name: EXAMPLES[name] })}
              onClick={() => onWrite(name === "number" ? "#" : `${name}:`)}
            >
              {EXAMPLES[name]}
            </Button>
          </dt>
          <dd className="min-w-0 text-sm text-muted">{t(`search.operator.${name}`)}</dd>
        </div>
      ))}
    </dl>
  );
}
