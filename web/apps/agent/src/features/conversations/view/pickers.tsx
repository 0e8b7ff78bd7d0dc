import type { ConversationView } from "@rapport/api";
import { Avatar, cx, Picker, type PickerOption } from "@rapport/ui";
import { ChevronDown, Flag, Tag as TagIcon, UserRound, UserRoundX, Users } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useI18n } from "@/i18n";
import { TagDot, TagLabel } from "@/shared/components/tag";
import { useOnlineAgents } from "@/shared/live/presence";
import { useLookups } from "@/shared/lookups";
import { useCan, useSession } from "@/shared/session";
import {
  isPriority,
  isStatus,
  PRIORITIES,
  STATUS_LOOK,
  STATUSES,
  type Priority,
  type Status,
} from "@/shared/vocabulary";
import type { ConversationActions } from "../data/actions";

export interface PickerProps {
  conversation: ConversationView;
  actions: ConversationActions;
}

const NOBODY = "0";

/** A property with its value; a plain text for those who may not change it. */
function Chip({
  label,
  icon,
  children,
  disabled,
  quiet = false,
  ...rest
}: ComponentProps<"button"> & { label: string; icon?: ReactNode; quiet?: boolean }) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      className={cx(
        "inline-flex h-7 max-w-56 shrink-0 items-center gap-1.5 rounded px-2 text-sm transition-colors enabled:hover:bg-hover data-[state=open]:bg-hover pointer-coarse:h-9 [&>svg]:shrink-0",
        quiet ? "text-faint" : "text-text",
      )}
      {...rest}
    >
      {icon}
      <span className="truncate">{children}</span>
      {disabled !== true && <ChevronDown size={12} aria-hidden className="text-faint" />}
    </button>
  );
}

/** Shows and changes the status; without the permission a plain text. */
export function StatusPicker({ conversation, actions }: PickerProps) {
  const { t } = useI18n();
  const can = useCan();
  const status = isStatus(conversation.status) ? conversation.status : "open";
  const options = STATUSES.map((key): PickerOption<Status> => {
    const Icon = STATUS_LOOK[key].icon;
    return { key, label: t(`status.${key}`), icon: <Icon className={STATUS_LOOK[key].text} aria-hidden /> };
  });
  const Icon = STATUS_LOOK[status].icon;
  return (
    <Picker
      label={t("conversation.status")}
      options={options}
      selected={[status]}
      onPick={(next) => void actions.setStatus(next)}
      emptyLabel={t("picker.nothing")}
      trigger={
        <Chip
          label={`${t("conversation.status")}: ${t(`status.${status}`)}`}
          disabled={!can("conversations.update")}
          icon={<Icon size={14} className={STATUS_LOOK[status].text} aria-hidden />}
        >
          {t(`status.${status}`)}
        </Chip>
      }
    />
  );
}

/** Colleagues to give work to: oneself first, then those who are there, then the rest. */
export function useAgentOptions(): PickerOption<string>[] {
  const { t } = useI18n();
  const { agents } = useLookups();
  const { agent: me } = useSession();
  const online = useOnlineAgents();
  const rank = (id: number) => (id === me.id ? 0 : online.has(id) ? 1 : 2);
  const people = [...agents.values()]
    .filter((agent) => agent.active)
    .sort((a, b) => rank(a.id) - rank(b.id) || a.name.localeCompare(b.name));
  return [
    { key: NOBODY, label: t("assign.nobody"), icon: <UserRoundX className="text-faint" aria-hidden /> },
    ...people.map((agent) => ({
      key: String(agent.id),
      label: agent.name,
      icon: <Avatar name={agent.name} size="xs" />,
      aside: agent.id === me.id ? t("assign.me") : online.has(agent.id) ? t("assign.online") : undefined,
    })),
  ];
}

/** Opened from outside too: `a` is the key for it. */
export function AssigneePicker({
  conversation,
  actions,
  open,
  onOpenChange,
}: PickerProps & { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useI18n();
  const can = useCan();
  const { agents } = useLookups();
  const options = useAgentOptions();
  const assignee = conversation.assignee_id == null ? undefined : agents.get(conversation.assignee_id);
  const name = assignee?.name ?? t("assign.nobody");
  return (
    <Picker
      label={t("assign.title")}
      searchLabel={t("assign.search")}
      options={options}
      selected={[String(conversation.assignee_id ?? NOBODY)]}
      onPick={(key) => void actions.assign({ agent_id: key === NOBODY ? null : Number(key) })}
      open={open && can("conversations.assign")}
      onOpenChange={onOpenChange}
      emptyLabel={t("picker.nothing")}
      trigger={
        <Chip
          label={`${t("conversation.assignee")}: ${name}`}
          disabled={!can("conversations.assign")}
          quiet={!assignee}
          icon={assignee ? <Avatar name={assignee.name} size="xs" /> : <UserRound size={14} aria-hidden />}
        >
          {name}
        </Chip>
      }
    />
  );
}

export function TeamPicker({ conversation, actions }: PickerProps) {
  const { t } = useI18n();
  const can = useCan();
  const { teams } = useLookups();
  if (teams.size === 0) return null;
  const team = conversation.team_id == null ? undefined : teams.get(conversation.team_id);
  const name = team?.name ?? t("assign.noTeam");
  const options: PickerOption<string>[] = [
    { key: NOBODY, label: t("assign.noTeam") },
    ...[...teams.values()].map((item) => ({
      key: String(item.id),
      label: item.name,
      icon: <Users className="text-faint" aria-hidden />,
    })),
  ];
  return (
    <Picker
      label={t("conversation.team")}
      options={options}
      selected={[String(conversation.team_id ?? NOBODY)]}
      onPick={(key) =>
        void actions.assign({
          agent_id: conversation.assignee_id ?? null,
          team_id: key === NOBODY ? null : Number(key),
        })
      }
      emptyLabel={t("picker.nothing")}
      trigger={
        <Chip
          label={`${t("conversation.team")}: ${name}`}
          disabled={!can("conversations.assign")}
          quiet={!team}
          icon={<Users size={14} aria-hidden />}
        >
          {name}
        </Chip>
      }
    />
  );
}

/** Only what presses has a colour. */
export const PRIORITY_COLOR: Record<Priority, string> = {
  urgent: "text-danger",
  high: "text-warning",
  normal: "text-faint",
  low: "text-faint",
};

export function PriorityPicker({ conversation, actions }: PickerProps) {
  const { t } = useI18n();
  const can = useCan();
  const priority = isPriority(conversation.priority) ? conversation.priority : "normal";
  const options = PRIORITIES.map((key): PickerOption<Priority> => ({
    key,
    label: t(`priority.${key}`),
    icon: <Flag className={PRIORITY_COLOR[key]} aria-hidden />,
  }));
  return (
    <Picker
      label={t("conversation.priority")}
      options={options}
      selected={[priority]}
      onPick={(next) => void actions.setPriority(next)}
      emptyLabel={t("picker.nothing")}
      trigger={
        <Chip
          label={`${t("conversation.priority")}: ${t(`priority.${priority}`)}`}
          disabled={!can("conversations.update")}
          quiet={priority === "normal"}
          icon={<Flag size={14} className={PRIORITY_COLOR[priority]} aria-hidden />}
        >
          {t(`priority.${priority}`)}
        </Chip>
      }
    />
  );
}

export function TagsPicker({ conversation, actions }: PickerProps) {
  const { t } = useI18n();
  const can = useCan();
  const { tags } = useLookups();
  const options = [...tags.values()]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((tag) => ({ key: String(tag.id), label: tag.name, icon: <TagDot color={tag.color} /> }));
  const chosen = conversation.tag_ids.flatMap((id) => tags.get(id) ?? []);
  return (
    <>
      <Picker
        label={t("conversation.tags")}
        options={options}
        multiple
        selected={conversation.tag_ids.map(String)}
        onPick={(key) => {
          const id = Number(key);
          void actions.changeTags(conversation.tag_ids.includes(id) ? { remove: [id] } : { add: [id] });
        }}
        emptyLabel={t("tags.none")}
        trigger={
          <Chip
            label={t(chosen.length === 0 ? "conversation.addTag" : "conversation.tags")}
            disabled={!can("conversations.update")}
            quiet
            icon={<TagIcon size={14} aria-hidden />}
          >
            {t(chosen.length === 0 ? "conversation.addTag" : "conversation.tags")}
          </Chip>
        }
      />
      {chosen.length > 0 && (
        <span className="flex shrink-0 gap-1 md:ml-2 md:flex-wrap">
          {chosen.map((tag) => (
            <TagLabel key={tag.id} tag={tag} />
          ))}
        </span>
      )}
    </>
  );
}
