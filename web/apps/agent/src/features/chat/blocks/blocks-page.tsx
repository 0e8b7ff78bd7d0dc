import type { ChatBlockView } from "@rapport/api";
import { Button, cx, EmptyState, IconButton } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Ban, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { LoadState, Page } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { useLookups } from "@/shared/lookups";
import { toastProblem } from "@/shared/problems";
import { useSession } from "@/shared/session";
import { countryName } from "../country";
import { BLOCK_ICON, kindOf } from "./block";
import { BlockDialog } from "./block-dialog";
import { blocksQuery, refreshBlocks, removeBlock } from "./queries";

/** Who is not let in to chat. */
export default function BlocksPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery(blocksQuery);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ChatBlockView>();
  const remove = useMutation({
    mutationFn: removeBlock,
    onSuccess: () => {
      setRemoving(undefined);
      return refreshBlocks();
    },
    onError: (error) => {
      // A colleague may have been faster.
      void refreshBlocks();
      toastProblem(i18n, error);
    },
  });
  const add = (
    <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      {t("blocks.add")}
    </Button>
  );
  const blocks = query.data ?? [];
  return (
    <Page title={t("blocks.title")} about={t("blocks.about")} actions={add}>
      <LoadState query={query} />
      {query.isSuccess && blocks.length === 0 && (
        <EmptyState icon={<Ban aria-hidden />} title={t("blocks.none")}>
          {t("blocks.begin")}
        </EmptyState>
      )}
      {blocks.length > 0 && (
        <ul className="divide-y divide-line rounded border border-line">
          {blocks.map((block) => (
            <BlockRow key={block.id} block={block} onRemove={() => setRemoving(block)} />
          ))}
        </ul>
      )}
      {adding && <BlockDialog onClose={() => setAdding(false)} />}
      {removing && (
        <Confirm
          title={t("blocks.remove", { value: removing.value })}
          action={t("blocks.removeAction")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("blocks.removeText")}
        </Confirm>
      )}
    </Page>
  );
}

function BlockRow({ block, onRemove }: { block: ChatBlockView; onRemove: () => void }) {
  const { t, locale, stamp, exact } = useI18n();
  const now = useNow();
  const { inboxes } = useLookups();
  const { agent } = useSession();
  const kind = kindOf(block);
  const Icon = BLOCK_ICON[kind];
  const site = block.inbox_id == null ? t("blocks.everywhere") : inboxes.get(block.inbox_id)?.name;
  const over = block.expires_at != null && new Date(block.expires_at).getTime() <= now;
  const until =
    block.expires_at == null
      ? t("blocks.forGood")
      : t(over ? "blocks.over" : "blocks.until", { time: stamp(block.expires_at, now) });
  // What holds everywhere is only for those who see everything.
  const mayRemove = block.inbox_id != null || agent.all_inboxes;
  return (
    <li className={cx("flex min-h-14 items-center gap-3 py-2 pr-2 pl-4", over && "bg-canvas")}>
      <Icon size={17} strokeWidth={1.6} aria-label={t(`blocks.kind.${kind}`)} className="shrink-0 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-all tabular-nums">
            {kind === "country" ? `${countryName(locale, block.value)} (${block.value})` : block.value}
          </span>
          <span className="text-sm text-muted">{[site, until].filter(Boolean).join(" · ")}</span>
        </p>
        <p className="text-xs break-words text-faint" title={exact(block.created_at)}>
          {[block.reason, t("blocks.madeBy", { name: block.created_by, time: stamp(block.created_at, now) })]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {mayRemove && (
        <IconButton label={t("blocks.remove", { value: block.value })} size="sm" onClick={onRemove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
