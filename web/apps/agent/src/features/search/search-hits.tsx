import type { SearchHitView, SnippetPart } from "@rapport/api";
import { Link } from "@tanstack/react-router";
import { ContactRound, Mail, MessagesSquare, type LucideIcon } from "lucide-react";
import { memo } from "react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { hitKey } from "./data";

const KINDS = ["message", "conversation", "contact"] as const;
type Kind = (typeof KINDS)[number];

const ICONS: Record<Kind, LucideIcon> = { message: Mail, conversation: MessagesSquare, contact: ContactRound };

export interface HitProps {
  hit: SearchHitView;
  onOpen: (key: string) => void;
}

/** One hit: whom it is about, where it stands, and the words around what was found. */
export const Hit = memo(function Hit({ hit, onOpen }: HitProps) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  const kind = KINDS.find((item) => item === hit.kind) ?? "message";
  const Icon = ICONS[kind];
  const key = hitKey(hit);
  const inner = (
    <>
      <Icon size={16} aria-label={t(`search.kind.${kind}`)} className="mt-0.5 shrink-0 text-faint" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">
            {hit.title.some((part) => part.text !== "") ? (
              <Highlighted parts={hit.title} />
            ) : (
              t("conversation.noSubject")
            )}
          </span>
          {hit.conversation_number != null && (
            <span className="shrink-0 text-xs text-faint">#{hit.conversation_number}</span>
          )}
          <time dateTime={hit.at} title={exact(hit.at)} className="ml-auto shrink-0 text-xs text-faint tabular-nums">
            {stamp(hit.at, now)}
          </time>
        </span>
        <span className="line-clamp-2 text-sm break-words text-muted">
          {kind !== "contact" && <span className="text-text">{hit.contact_name}</span>}
          {kind !== "contact" && hit.snippet.some((part) => part.text !== "") && ": "}
          <Highlighted parts={hit.snippet} />
        </span>
      </span>
    </>
  );
  const shared = {
    "data-hit": key,
    onClick: () => onOpen(key),
    className: "flex gap-3 rounded px-4 py-2.5 -outline-offset-2 hover:bg-hover focus-visible:bg-hover",
  };
  return (
    <li>
      {kind === "contact" || hit.conversation_id == null ? (
        <Link to="/contacts/$id" params={{ id: hit.contact_id ?? 0 }} search={{}} {...shared}>
          {inner}
        </Link>
      ) : (
        <Link
          to="/conversations/$id"
          params={{ id: hit.conversation_id }}
          search={{ seq: hit.seq ?? undefined }}
          {...shared}
        >
          {inner}
        </Link>
      )}
    </li>
  );
});

function Highlighted({ parts }: { parts: readonly SnippetPart[] }) {
  return parts.map((part, index) =>
    part.hit ? (
      // The parts of one text never move.
      <mark key={index} className="rounded-sm bg-note-line/60 text-text">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
