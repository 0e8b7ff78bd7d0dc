import { Button, cx, Field, Input, Picker, Popover, type PickerOption } from "@rapport/ui";
import { Calendar, ChevronDown, CircleDot, Inbox, Paperclip, Tag, UserPen, UserRound, X } from "lucide-react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { TagDot } from "@/shared/components/tag";
import { useLookups } from "@/shared/lookups";
import { STATUS_LOOK, STATUSES } from "@/shared/vocabulary";
import { PLACES, valueOf, withOperator, type Operator, type Place } from "./operators";
import { isDay } from "./problems";
import { days } from "./use-suggestions";

export interface SearchFiltersProps {
  text: string;
  onChange: (text: string) => void;
  /** Begins an operator in the text, where its value is completed. */
  onWrite: (operator: Operator) => void;
}

/** The operators as controls. They hold nothing themselves: what they show stands in the text. */
export function SearchFilters({ text, onChange, onWrite }: SearchFiltersProps) {
  const { t } = useI18n();
  const { inboxes, tags, agents } = useLookups();
  const set = (operator: Operator) => (value: string | undefined) => onChange(withOperator(text, operator, value));
  const attachment = valueOf(text, "has") !== undefined;
  const from = valueOf(text, "from");
  return (
    <div className="mt-2 flex flex-col gap-1.5">
      <Places text={text} onChange={onChange} />
      <div
        role="group"
        aria-label={t("search.filters")}
        className="scroll-none -mx-1 flex items-center gap-1 px-1 py-0.5 max-md:overflow-x-auto md:flex-wrap"
      >
        <Chip
          icon={<UserPen aria-hidden />}
          label={t("search.filter.from")}
          value={from}
          onClick={() => (from === undefined ? onWrite("from") : set("from")(undefined))}
          clears={from !== undefined}
        />
        <Choice
          icon={<Inbox aria-hidden />}
          label={t("views.inbox")}
          value={valueOf(text, "inbox")}
          options={[...inboxes.values()].map(({ name }) => ({ key: name, label: name }))}
          onPick={set("inbox")}
        />
        <Choice
          icon={<Tag aria-hidden />}
          label={t("conversation.tags")}
          value={valueOf(text, "tag")}
          options={[...tags.values()].map(({ name, color }) => ({
            key: name,
            label: name,
            icon: <TagDot color={color} />,
          }))}
          onPick={set("tag")}
        />
        <Choice
          icon={<CircleDot aria-hidden />}
          label={t("conversation.status")}
          value={valueOf(text, "status")}
          options={[
            { key: "active", label: t("status.active") },
            ...STATUSES.map((key) => {
              const { icon: Icon, text: color } = STATUS_LOOK[key];
              return { key, label: t(`status.${key}`), icon: <Icon className={color} aria-hidden /> };
            }),
          ]}
          onPick={set("status")}
        />
        <Choice
          icon={<UserRound aria-hidden />}
          label={t("conversation.assignee")}
          value={valueOf(text, "assignee")}
          options={[
            { key: "me", label: t("search.me") },
            { key: "none", label: t("assign.nobody") },
            ...[...agents.values()].filter((agent) => agent.active).map(({ name }) => ({ key: name, label: name })),
          ]}
          onPick={set("assignee")}
        />
        <When text={text} onChange={onChange} />
        <Chip
          icon={<Paperclip aria-hidden />}
          label={t("views.attachment")}
          value={undefined}
          pressed={attachment}
          onClick={() => set("has")(attachment ? undefined : "attachment")}
        />
      </div>
    </div>
  );
}

function Places({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useI18n();
  const given = valueOf(text, "in")?.toLowerCase();
  const place = PLACES.find((one) => one === given || one === `${given ?? ""}s`);
  const options: (Place | undefined)[] = [undefined, ...PLACES];
  return (
    <div role="group" aria-label={t("search.kind")} className="flex flex-wrap gap-1">
      {options.map((one) => (
        <button
          key={one ?? "all"}
          type="button"
          aria-pressed={place === one}
          onClick={() => onChange(withOperator(text, "in", one))}
          className={cx(
            "h-7 rounded-full px-3 text-sm pointer-coarse:h-9",
            place === one ? "bg-active font-medium text-text" : "text-muted hover:bg-hover",
          )}
        >
          {one === undefined ? t("search.kind.all") : t(`search.in.${one}`)}
        </button>
      ))}
    </div>
  );
}

interface ChipProps extends Omit<ComponentProps<"button">, "value"> {
  icon: ReactNode;
  label: string;
  value: string | undefined;
  pressed?: boolean;
  /** A click takes the value away. */
  clears?: boolean;
  /** A click opens something to choose from. */
  opens?: boolean;
}

function Chip({ icon, label, value, pressed, clears = false, opens = false, className, ...rest }: ChipProps) {
  const { t } = useI18n();
  const on = pressed ?? value !== undefined;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      aria-label={clears ? t("search.filter.remove", { name: `${label}: ${value ?? ""}` }) : undefined}
      className={cx(
        "inline-flex h-7 max-w-60 shrink-0 items-center gap-1.5 rounded border px-2 text-sm transition-colors compact:h-6 pointer-coarse:h-9 [&>svg]:size-3.5 [&>svg]:shrink-0",
        on
          ? "border-accent-line bg-accent-soft text-text"
          : "border-line text-muted hover:bg-hover hover:text-text data-[state=open]:bg-hover",
        className,
      )}
      {...rest}
    >
      {icon}
      <span className="truncate">{value === undefined ? label : `${label}: ${value}`}</span>
      {clears && <X aria-hidden />}
      {opens && <ChevronDown aria-hidden className="text-faint" />}
    </button>
  );
}

interface ChoiceProps {
  icon: ReactNode;
  label: string;
  value: string | undefined;
  options: PickerOption<string>[];
  onPick: (value: string | undefined) => void;
}

function Choice({ icon, label, value, options, onPick }: ChoiceProps) {
  const { t } = useI18n();
  const shown = value === undefined ? undefined : (options.find((option) => option.key === value)?.label ?? value);
  return (
    <Picker
      label={label}
      options={[{ key: "", label: t("views.any") }, ...options]}
      selected={[value ?? ""]}
      onPick={(key) => onPick(key === "" ? undefined : key)}
      emptyLabel={t("picker.nothing")}
      trigger={<Chip opens icon={icon} label={label} value={shown} />}
    />
  );
}

function When({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t, list } = useI18n();
  const [open, setOpen] = useState(false);
  const after = valueOf(text, "after");
  const before = valueOf(text, "before");
  const parts = [
    ...(after === undefined ? [] : [t("search.when.since", { day: after })]),
    ...(before === undefined ? [] : [t("search.when.until", { day: before })]),
  ];
  const field = (operator: "after" | "before", value: string | undefined) => (
    <Input
      type="date"
      value={value !== undefined && isDay(value) ? `${value}-01`.slice(0, 10) : ""}
      onChange={(event) => onChange(withOperator(text, operator, event.target.value || undefined))}
    />
  );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t("search.when")}
      className="w-72 p-3"
      trigger={
        <Chip
          opens
          icon={<Calendar aria-hidden />}
          label={t("search.when")}
          value={parts.length > 0 ? list(parts) : undefined}
        />
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-1">
          {days().map(([label, day]) => (
            <Button
              key={day}
              size="sm"
              aria-pressed={after === day && before === undefined}
              onClick={() => {
                onChange(withOperator(withOperator(text, "before", undefined), "after", day));
                setOpen(false);
              }}
            >
              {t(label)}
            </Button>
          ))}
        </div>
        <div className="grid grid-cols-2 gap-2">
          <Field label={t("search.when.after")}>{field("after", after)}</Field>
          <Field label={t("search.when.before")}>{field("before", before)}</Field>
        </div>
        <Button
          size="sm"
          variant="ghost"
          disabled={parts.length === 0}
          onClick={() => onChange(withOperator(withOperator(text, "before", undefined), "after", undefined))}
        >
          {t("search.when.any")}
        </Button>
      </div>
    </Popover>
  );
}
