import { Check, Search } from "lucide-react";
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cx } from "./cx";
import { Popover, type Trigger } from "./overlay";

export interface PickerOption<K extends string> {
  key: K;
  label: string;
  icon?: ReactNode;
  /** Said small beside the label, for instance a role. */
  aside?: ReactNode;
  /** Options with the same group stand below one heading. */
  group?: string;
}

export interface PickerProps<K extends string> {
  trigger: Trigger;
  label: string;
  options: PickerOption<K>[];
  selected: readonly K[];
  onPick: (key: K) => void;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Several may be chosen: the list stays open. */
  multiple?: boolean;
  searchLabel?: string;
  emptyLabel?: string;
  /** Told what is typed by those who find the options elsewhere: then all that are given are shown. */
  onSearch?: (typed: string) => void;
  align?: "start" | "end";
  side?: "top" | "bottom";
}

/** Letters without their marks, so that "Dang" finds "Đặng" and "stefan" finds "Ștefan". */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/gu, "d").toLowerCase();
}

/** A list to choose from by typing: focus stays in the search field, the arrow keys move the mark. */
export function Picker<K extends string>({ trigger, open, onOpenChange, align, side, ...list }: PickerProps<K>) {
  const [inner, setInner] = useState(false);
  const isOpen = open ?? inner;
  const setOpen = (next: boolean) => {
    setInner(next);
    onOpenChange?.(next);
  };
  return (
    <Popover
      trigger={trigger}
      open={isOpen}
      onOpenChange={setOpen}
      align={align}
      side={side}
      label={list.label}
      className="w-64"
    >
      <PickerList {...list} onDone={() => setOpen(false)} />
    </Popover>
  );
}

type ListProps<K extends string> = Pick<
  PickerProps<K>,
  "label" | "options" | "selected" | "onPick" | "multiple" | "searchLabel" | "emptyLabel" | "onSearch"
> & { onDone: () => void };

/** Focus stays in the field; `aria-activedescendant` tells which option the arrows have reached. */
function PickerList<K extends string>({
  label,
  options,
  selected,
  onPick,
  multiple = false,
  searchLabel,
  emptyLabel,
  onSearch,
  onDone,
}: ListProps<K>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [mark, setMark] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => selected.includes(option.key)),
    ),
  );
  const shown = useMemo(() => {
    const wanted = fold(query.trim());
    if (wanted === "" || onSearch) return options;
    return options.filter((option) => fold(option.label).includes(wanted));
  }, [options, query, onSearch]);

  const pick = (key: K) => {
    onPick(key);
    if (!multiple) onDone();
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setMark(next);
    list.current?.querySelectorAll("[role=option]")[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(mark + 1);
    else if (event.key === "ArrowUp") move(mark - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(shown.length - 1);
    else if (event.key === "Enter") {
      const option = shown[mark];
      if (option) pick(option.key);
    } else return;
    event.preventDefault();
  };

  return (
    <div>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={14} className="shrink-0 text-faint" aria-hidden />
        <input
          role="combobox"
          aria-label={searchLabel ?? label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={shown[mark] ? `${id}-${mark}` : undefined}
          autoComplete="off"
          value={query}
          placeholder={searchLabel ?? label}
          onChange={(event) => {
            setQuery(event.target.value);
            onSearch?.(event.target.value);
            setMark(0);
          }}
          onKeyDown={onKeyDown}
          className="h-9 w-full bg-transparent text-base focus-visible:outline-none"
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple || undefined}
        className="max-h-72 overflow-y-auto p-1"
      >
        {shown.map((option, index) => (
          <PickerRow
            key={option.key}
            id={`${id}-${index}`}
            option={option}
            heading={option.group !== shown[index - 1]?.group ? option.group : undefined}
            marked={index === mark}
            selected={selected.includes(option.key)}
            onHover={() => setMark(index)}
            onPick={() => pick(option.key)}
          />
        ))}
        {shown.length === 0 && <p className="px-2 py-3 text-sm text-faint">{emptyLabel}</p>}
      </div>
    </div>
  );
}

interface RowProps<K extends string> {
  id: string;
  option: PickerOption<K>;
  heading: string | undefined;
  marked: boolean;
  selected: boolean;
  onHover: () => void;
  onPick: () => void;
}

function PickerRow<K extends string>({ id, option, heading, marked, selected, onHover, onPick }: RowProps<K>) {
  return (
    <>
      {heading !== undefined && (
        <p role="presentation" className="px-2 pt-2 pb-1 text-xs text-faint">
          {heading}
        </p>
      )}
      {/* Keys are handled by the search field, which keeps the focus and names the marked option. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div
        id={id}
        role="option"
        aria-selected={selected}
        onPointerMove={onHover}
        onClick={onPick}
        className={cx(
          "flex min-h-8 cursor-default compact:min-h-7 items-center gap-2 rounded px-2 py-1 select-none pointer-coarse:min-h-10 [&>svg]:size-4 [&>svg]:shrink-0",
          marked && "bg-hover",
        )}
      >
        {option.icon}
        <span className="min-w-0 flex-1 truncate">{option.label}</span>
        {option.aside !== undefined && <span className="shrink-0 text-xs text-faint">{option.aside}</span>}
        {selected && <Check className="text-accent" aria-hidden />}
      </div>
    </>
  );
}
