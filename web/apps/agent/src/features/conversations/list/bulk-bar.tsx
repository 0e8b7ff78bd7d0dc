import { DropdownMenu, IconButton, MenuItem, MenuSeparator, Picker, type PickerOption } from "@rapport/ui";
import {
  CheckCheck,
  CircleCheck,
  CirclePause,
  Ellipsis,
  Flag,
  Mail,
  MailOpen,
  OctagonAlert,
  RotateCcw,
  Tag,
  UserRound,
  Users,
  X,
} from "lucide-react";
import { useState, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { TagDot } from "@/shared/components/tag";
import { useLookups } from "@/shared/lookups";
import { useCan } from "@/shared/session";
import { PRIORITIES, type Priority } from "@/shared/vocabulary";
import { changeMany } from "../data/actions";
import { PRIORITY_COLOR, useAgentOptions } from "../view/pickers";

export interface BulkBarProps {
  ids: number[];
  /** At least one of them holds something unseen. */
  unread: boolean;
  /** The tags that at least one of them has. */
  tagsThere: ReadonlySet<number>;
  onClear: () => void;
  onAll: () => void;
  /** The rows are as they are now, whatever was held. */
  onDone: () => void;
}

type Change = Parameters<typeof changeMany>[1];
const NONE = "0";

/** What can be done to all ticked rows at once. */
export function BulkBar({ ids, unread, tagsThere, onClear, onAll, onDone }: BulkBarProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const [busy, setBusy] = useState(false);
  const run = (request: Change) => {
    setBusy(true);
    void changeMany(i18n, request, ids).then(() => {
      setBusy(false);
      onClear();
      onDone();
    });
  };
  const update = can("conversations.update");
  return (
    <div
      role="toolbar"
      aria-label={t("bulk.label")}
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-0.5 border-b border-line bg-accent-soft px-2 py-1"
    >
      <IconButton label={t("bulk.clear")} size="sm" shortcut="Esc" onClick={onClear}>
        <X size={15} aria-hidden />
      </IconButton>
      <span aria-live="polite" className="min-w-24 flex-1 truncate px-1 text-sm font-medium">
        {t("bulk.selected", { count: ids.length })}
      </span>
      <IconButton label={t("bulk.all")} size="sm" onClick={onAll}>
        <CheckCheck size={15} aria-hidden />
      </IconButton>
      <IconButton
        label={t(unread ? "bulk.read" : "bulk.unread")}
        size="sm"
        disabled={busy}
        onClick={() => run({ read: unread })}
      >
        {unread ? <MailOpen size={15} aria-hidden /> : <Mail size={15} aria-hidden />}
      </IconButton>
      {can("conversations.assign") && <Assign busy={busy} run={run} />}
      {update && <Label busy={busy} run={run} tagsThere={tagsThere} />}
      {update && (
        <>
          <IconButton
            label={t("bulk.solve")}
            size="sm"
            disabled={busy}
            onClick={() => run({ status: "solved" })}
            className="text-success"
          >
            <CircleCheck size={16} aria-hidden />
          </IconButton>
          <DropdownMenu
            trigger={
              <IconButton label={t("conversation.status")} size="sm" disabled={busy}>
                <Ellipsis size={15} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem icon={<CirclePause />} onSelect={() => run({ status: "pending" })}>
              {t("bulk.pending")}
            </MenuItem>
            <MenuItem icon={<RotateCcw />} onSelect={() => run({ status: "open" })}>
              {t("bulk.open")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger icon={<OctagonAlert />} onSelect={() => run({ status: "spam" })}>
              {t("conversation.spam")}
            </MenuItem>
          </DropdownMenu>
        </>
      )}
    </div>
  );
}

interface PartProps {
  busy: boolean;
  run: (request: Change) => void;
}

interface ChoiceProps<K extends string> {
  label: string;
  icon: ReactNode;
  busy: boolean;
  options: PickerOption<K>[];
  onPick: (key: K) => void;
}

function Choice<K extends string>({ label, icon, busy, options, onPick }: ChoiceProps<K>) {
  const { t } = useI18n();
  return (
    <Picker
      label={label}
      options={options}
      selected={[]}
      align="end"
      emptyLabel={t("picker.nothing")}
      onPick={onPick}
      trigger={
        <IconButton label={label} disabled={busy} size="sm">
          {icon}
        </IconButton>
      }
    />
  );
}

function Assign({ busy, run }: PartProps) {
  const { t } = useI18n();
  const { teams } = useLookups();
  const agents = useAgentOptions();
  const teamOptions = [
    { key: NONE, label: t("assign.noTeam") },
    ...[...teams.values()].map(({ id, name }) => ({
      key: String(id),
      label: name,
      icon: <Users className="text-faint" aria-hidden />,
    })),
  ];
  const keyed = (key: string) => (key === NONE ? null : Number(key));
  return (
    <>
      <Choice
        label={t("assign.title")}
        icon={<UserRound size={15} aria-hidden />}
        busy={busy}
        options={agents}
        onPick={(key) => run({ assign: { agent_id: keyed(key) } })}
      />
      {teams.size > 0 && (
        <Choice
          label={t("conversation.team")}
          icon={<Users size={15} aria-hidden />}
          busy={busy}
          options={teamOptions}
          onPick={(key) => run({ team_id: keyed(key) })}
        />
      )}
    </>
  );
}

function Label({ busy, run, tagsThere }: PartProps & Pick<BulkBarProps, "tagsThere">) {
  const { t } = useI18n();
  const { tags } = useLookups();
  const option = (sign: "+" | "-", group: string) => (id: number) => {
    const tag = tags.get(id);
    return tag ? [{ key: `${sign}${id}`, label: tag.name, icon: <TagDot color={tag.color} />, group }] : [];
  };
  const options = [
    ...[...tags.keys()].flatMap(option("+", t("bulk.addTag"))),
    ...[...tagsThere].flatMap(option("-", t("bulk.removeTag"))),
  ];
  const priorities = PRIORITIES.map((key): PickerOption<Priority> => ({
    key,
    label: t(`priority.${key}`),
    icon: <Flag className={PRIORITY_COLOR[key]} aria-hidden />,
  }));
  return (
    <>
      <Choice
        label={t("conversation.tags")}
        icon={<Tag size={15} aria-hidden />}
        busy={busy}
        options={options}
        onPick={(key) => {
          const ids = [Number(key.slice(1))];
          run({ tags: key.startsWith("+") ? { add: ids, remove: [] } : { add: [], remove: ids } });
        }}
      />
      <Choice
        label={t("conversation.priority")}
        icon={<Flag size={15} aria-hidden />}
        busy={busy}
        options={priorities}
        onPick={(priority) => run({ priority })}
      />
    </>
  );
}
