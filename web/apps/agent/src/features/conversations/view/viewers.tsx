import { Avatar } from "@rapport/ui";
import { Eye, PencilLine } from "lucide-react";
import { useI18n } from "@/i18n";
import { useViewers } from "@/shared/live/presence";
import { useSession } from "@/shared/session";

/** Which colleagues have this conversation on screen. */
export function Viewers({ conversationId }: { conversationId: number }) {
  const { t, list } = useI18n();
  const { agent: me } = useSession();
  const others = useViewers(conversationId).filter((viewer) => viewer.agent_id !== me.id);
  if (others.length === 0) return null;
  const label = t("presence.viewing", { names: list(others.map((viewer) => viewer.agent_name)), count: others.length });
  return (
    <div role="status" aria-label={label} title={label} className="flex shrink-0 items-center gap-1 text-faint">
      <Eye size={14} aria-hidden />
      <span className="flex -space-x-1.5">
        {others.slice(0, 3).map((viewer) => (
          <Avatar key={viewer.agent_id} name={viewer.agent_name} size="sm" className="ring-2 ring-surface" />
        ))}
      </span>
      {others.length > 3 && <span className="text-xs">+{others.length - 3}</span>}
    </div>
  );
}

/** Above the composer: who is answering right now, so that two do not. */
export function TypingLine({ conversationId }: { conversationId: number }) {
  const { t, list } = useI18n();
  const { agent: me } = useSession();
  const writing = useViewers(conversationId).filter((viewer) => viewer.typing && viewer.agent_id !== me.id);
  return (
    <div role="status" aria-live="polite" className="shrink-0">
      {writing.length > 0 && (
        <p className="flex items-center gap-1.5 border-t border-line bg-warning-soft px-4 py-1 text-xs text-warning">
          <PencilLine size={13} aria-hidden />
          {t("presence.typing", { names: list(writing.map((viewer) => viewer.agent_name)), count: writing.length })}
        </p>
      )}
    </div>
  );
}
