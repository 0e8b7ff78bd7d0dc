import { Button, IconButton, Picker, type PickerOption } from "@rapport/ui";
import { CheckCheck, CircleCheck, CircleDot, Tag, UserRound, X } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { TagDot } from "@/shared/components/tag";
import { useLookups } from "@/shared/lookups";
import { useCan } from "@/shared/session";
import { STATUS_LOOK, STATUSES, type Status } from "@/shared/vocabulary";
import { changeMany } from "../data/actions";
import { useAgentOptions } from "../view/pickers";

export interface BulkBarProps {
  ids: number[];
  onClear: () => void;
  onAll: () => void;
  /** The rows are as they are now, whatever was held. */
  onDone: () => void;
}

/** What can be done to all ticked rows at once. */
export function BulkBar({ ids, onClear, onAll, onDone }: BulkBarProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const { tags } = useLookups();
  const [busy, setBusy] = useState(false);
  const agents = useAgentOptions();
  const run = async (request: Parameters<typeof changeMany>[1]) => {
    setBusy(true);
    await changeMany(i18n, request, ids);
    setBusy(false);
    onClear();
    onDone();
  };
  const statuses = STATUSES.map((key): PickerOption<Status> => {
    const { icon: Icon, text } = STATUS_LOOK[key];
    return { key, label: t(`status.${key}`), icon: <Icon className={text} aria-hidden /> };
  });
  const tagOptions = [...tags.values()].map((tag) => ({
    key: String(tag.id),
    label: tag.name,
    icon: <TagDot color={tag.color} />,
  }));
  const icon = (label: string, child: React.ReactNode) => (
    <IconButton label={label} disabled={busy} size="sm">
      {child}
    </IconButton>
  );
  return (
    <div
      role="toolbar"
      aria-label={t("bulk.label")}
      className="flex h-10 shrink-0 items-center gap-0.5 border-b border-line bg-accent-soft px-2"
    >
      <IconButton label={t("bulk.clear")} size="sm" onClick={onClear}>
        <X size={15} aria-hidden />
      </IconButton>
      <span aria-live="polite" className="min-w-0 flex-1 truncate px-1 text-sm font-medium">
        {t("bulk.selected", { count: ids.length })}
      </span>
      <IconButton label={t("bulk.all")} size="sm" onClick={onAll}>
        <CheckCheck size={15} aria-hidden />
      </IconButton>
      {can("conversations.assign") && (
        <Picker
          label={t("assign.title")}
          options={agents}
          selected={[]}
          align="end"
          emptyLabel={t("picker.nothing")}
          onPick={(key) => void run({ assign: { agent_id: key === "0" ? null : Number(key) } })}
          trigger={icon(t("assign.title"), <UserRound size={15} aria-hidden />)}
        />
      )}
      {can("conversations.update") && (
        <>
          <Picker
            label={t("conversation.addTag")}
            options={tagOptions}
            selected={[]}
            align="end"
            emptyLabel={t("tags.none")}
            onPick={(key) => void run({ tags: { add: [Number(key)], remove: [] } })}
            trigger={icon(t("conversation.addTag"), <Tag size={15} aria-hidden />)}
          />
          <Picker
            label={t("conversation.status")}
            options={statuses}
            selected={[]}
            align="end"
            emptyLabel={t("picker.nothing")}
            onPick={(status) => void run({ status })}
            trigger={icon(t("conversation.status"), <CircleDot size={15} aria-hidden />)}
          />
          <Button
            size="sm"
            loading={busy}
            icon={<CircleCheck size={14} aria-hidden />}
            onClick={() => void run({ status: "solved" })}
          >
            {t("conversation.solve")}
          </Button>
        </>
      )}
    </div>
  );
}
