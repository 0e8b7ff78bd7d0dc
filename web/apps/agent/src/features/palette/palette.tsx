import { CommandDialog, cx, Kbd, Spinner } from "@rapport/ui";
import { Search, X } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { noteUse } from "@/shared/commands/memory";
import { takeTypedAhead, type PaletteScope } from "@/shared/commands/palette-state";
import { useSession } from "@/shared/session";
import { numberIn } from "./found";
import { useResults, type ResultEntry, type ResultGroup } from "./use-results";

export interface PaletteProps {
  scope: PaletteScope | undefined;
  onClose: () => void;
}

/** Everything by typing: the focus stays in the field, the arrows move the mark, Enter does it. */
export default function Palette({ scope: openedWith, onClose }: PaletteProps) {
  const { t } = useI18n();
  const { agent } = useSession();
  const id = useId();
  const [query, setQuery] = useState("");
  const [scope, setScope] = useState(openedWith);
  const { groups, searching } = useResults(query, scope);
  const flat = groups.flatMap((group) => group.entries);
  // By id and not by place: answers that come later do not move the mark to something else.
  const [wantedMark, setMark] = useState<string>();
  const mark = flat.find((entry) => entry.id === wantedMark)?.id ?? flat[0]?.id;
  const chosen = useRef<ResultEntry>(undefined);
  // Who types a number and presses Enter means that conversation, also when the server has yet to find it.
  const [awaited, setAwaited] = useState<string>();

  const choose = (entry: ResultEntry) => {
    chosen.current = entry;
    noteUse(agent.id, entry.id);
    onClose();
  };
  const first = flat[0];
  useEffect(() => {
    if (awaited === undefined || awaited !== query || !first) return;
    if (!searching || numberIn(query) === undefined) choose(first);
  });
  const step = (by: number) => {
    const at = flat.findIndex((entry) => entry.id === mark);
    // Whoever moves the mark chooses again, and no longer waits for what the server finds.
    setAwaited(undefined);
    // From the last to the first and back: the end of a long list is one key away.
    setMark(flat[(at + by + flat.length) % flat.length]?.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") {
      const entry = flat.find((each) => each.id === mark);
      if (searching && wantedMark === undefined && numberIn(query) !== undefined) setAwaited(query);
      else if (entry) choose(entry);
    } else if (event.key === "Backspace" && query === "" && scope) setScope(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <CommandDialog label={t("palette.title")} onClose={onClose} onClosed={() => chosen.current?.run()}>
      <div className="flex h-12 shrink-0 items-center gap-2.5 border-b border-line px-4">
        {searching ? <Spinner size={16} /> : <Search size={16} aria-hidden className="shrink-0 text-faint" />}
        {scope && <ScopeChip label={t(scope.label)} onRemove={() => setScope(undefined)} />}
        <input
          role="combobox"
          onFocus={() => {
            const ahead = takeTypedAhead();
            if (ahead === undefined) return;
            setQuery(ahead.words);
            if (ahead.entered) setAwaited(ahead.words);
          }}
          aria-label={scope ? t(scope.label) : t("palette.title")}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={mark === undefined ? undefined : `${id}-${mark}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={t(scope ? "palette.filter" : "palette.placeholder")}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setMark(undefined);
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-lg focus-visible:outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <p className="sr-only" role="status">
        {searching ? "" : t("search.found", { count: flat.length })}
      </p>
      <List id={id} groups={groups} mark={mark} onMark={setMark} onChoose={choose} />
      {flat.length === 0 && !searching && (
        <p className="px-4 pt-2 pb-6 text-center text-muted">{t("picker.nothing")}</p>
      )}
      <Footer />
    </CommandDialog>
  );
}

function ScopeChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <span className="inline-flex h-6 shrink-0 items-center gap-1 rounded-sm bg-active pr-0.5 pl-2 text-sm font-medium">
      {label}
      <button
        type="button"
        aria-label={t("palette.showAll")}
        onClick={onRemove}
        className="inline-flex size-5 items-center justify-center rounded-sm text-muted hover:text-text"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}

interface ListProps {
  id: string;
  groups: ResultGroup[];
  mark: string | undefined;
  onMark: (id: string) => void;
  onChoose: (entry: ResultEntry) => void;
}

function List({ id, groups, mark, onMark, onChoose }: ListProps) {
  const { t } = useI18n();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const marked = list.current?.querySelector("[aria-selected=true]");
    // With the first entry its heading is shown too.
    const first = list.current?.querySelector("[role=option]");
    if (list.current && marked === first) list.current.scrollTop = 0;
    else marked?.scrollIntoView({ block: "nearest" });
  }, [mark]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      role="listbox"
      aria-label={t("search.results")}
      className="scroll-thin min-h-0 flex-1 scroll-py-2 overflow-y-auto p-2 empty:hidden"
    >
      {groups.map((group) => (
        <div key={group.key} role="group" aria-labelledby={`${id}-g-${group.key}`} className="not-first:mt-2">
          <p id={`${id}-g-${group.key}`} role="presentation" className="px-2 pt-1 pb-1 text-xs font-medium text-faint">
            {group.title}
          </p>
          {group.entries.map((entry) => (
            <Option
              key={entry.id}
              id={`${id}-${entry.id}`}
              entry={entry}
              marked={entry.id === mark}
              onMark={() => onMark(entry.id)}
              onChoose={() => onChoose(entry)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  entry: ResultEntry;
  marked: boolean;
  onMark: () => void;
  onChoose: () => void;
}

function Option({ id, entry, marked, onMark, onChoose }: OptionProps) {
  return (
    // Keys are handled by the field, which keeps the focus and names the marked option.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={marked}
      onPointerMove={marked ? undefined : onMark}
      onClick={onChoose}
      className={cx(
        "flex min-h-9 cursor-default items-center gap-2.5 rounded px-2 py-1 select-none pointer-coarse:min-h-11",
        marked && "bg-active",
      )}
    >
      <span aria-hidden className="flex size-5 shrink-0 items-center justify-center text-muted [&>svg]:size-4">
        {entry.icon}
      </span>
      <span className="min-w-0 flex-1 truncate">{entry.title}</span>
      {entry.aside !== undefined && (
        <span className={cx("max-w-[45%] shrink-0 truncate text-xs", marked ? "text-muted" : "text-faint")}>
          {entry.aside}
        </span>
      )}
      {entry.keys && (
        <span aria-hidden className="flex shrink-0 gap-1 pointer-coarse:hidden">
          {entry.keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </div>
  );
}

/** How it is used, for the first times. */
function Footer() {
  const { t } = useI18n();
  const hints = [
    { keys: ["↑", "↓"], label: t("palette.move") },
    { keys: ["Enter"], label: t("palette.choose") },
  ];
  return (
    <p
      aria-hidden
      className="flex shrink-0 items-center gap-4 border-t border-line px-4 py-2 text-xs text-faint pointer-coarse:hidden"
    >
      {hints.map((hint) => (
        <span key={hint.label} className="flex items-center gap-1.5">
          {hint.keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {hint.label}
        </span>
      ))}
    </p>
  );
}
