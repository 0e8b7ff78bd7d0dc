import { cx, Spinner } from "@rapport/ui";
import { Search, X } from "lucide-react";
import { useId, useState, type KeyboardEvent, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { typingAt } from "./operators";
import { useSuggestions, type Suggestion } from "./use-suggestions";

export interface SearchFieldProps {
  text: string;
  onChange: (text: string) => void;
  input: RefObject<HTMLInputElement | null>;
  searching: boolean;
  /** Id of what says why the text is refused. */
  describedBy: string | undefined;
  /** Keys that no suggestion needs. */
  onKeyDown: (event: KeyboardEvent) => void;
}

/** The text of the search. Operators and their values are completed while they are typed. */
export function SearchField({ text, onChange, input, searching, describedBy, onKeyDown }: SearchFieldProps) {
  const { t } = useI18n();
  const id = useId();
  const [caret, setCaret] = useState<number>();
  const [marked, setMarked] = useState<number>();
  const typing = caret === undefined ? undefined : typingAt(text, caret);
  const suggestions = useSuggestions(typing);
  const open = suggestions.length > 0;
  // A value is wanted where an operator waits for one; a word is more often just a word.
  const usual = typing?.operator !== undefined && typing.typed !== "" ? 0 : undefined;
  const mark = marked ?? usual;
  const close = () => {
    setCaret(undefined);
    setMarked(undefined);
  };
  const accept = ({ text: replacement }: Suggestion) => {
    if (!typing) return;
    const before = text.slice(0, typing.from) + replacement;
    const behind = text.slice(typing.to);
    onChange(before + (before.endsWith(" ") ? behind.trimStart() : behind));
    setMarked(undefined);
    // The name of an operator is followed by its value: the list goes on with those.
    setCaret(replacement.endsWith(":") ? before.length : undefined);
    const field = input.current;
    field?.focus();
    requestAnimationFrame(() => field?.setSelectionRange(before.length, before.length));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const chosen = suggestions[mark ?? -1];
    if (open && event.key === "Escape") close();
    else if (open && event.key === "ArrowDown") setMarked(((mark ?? -1) + 1) % suggestions.length);
    else if (open && event.key === "ArrowUp" && mark !== undefined) {
      setMarked((mark - 1 + suggestions.length) % suggestions.length);
    } else if (open && event.key === "Enter" && chosen) accept(chosen);
    else if (open && event.key === "Tab" && !event.shiftKey) accept(chosen ?? (suggestions[0] as Suggestion));
    else {
      if (event.key === "Enter" || event.key === "ArrowDown") close();
      onKeyDown(event);
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="relative">
      <div className="flex h-10 items-center gap-2 rounded border border-line-strong px-3 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent has-aria-invalid:border-danger">
        {searching ? <Spinner size={16} /> : <Search size={16} aria-hidden className="shrink-0 text-faint" />}
        <input
          ref={input}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          role="combobox"
          aria-label={t("search.label")}
          aria-expanded={open}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={open && mark !== undefined ? `${id}-${mark}` : undefined}
          aria-describedby={describedBy}
          aria-invalid={describedBy !== undefined || undefined}
          placeholder={t("search.placeholder")}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            onChange(event.target.value);
            setCaret(event.target.selectionStart ?? undefined);
            setMarked(undefined);
          }}
          onBlur={close}
          onKeyDown={onKey}
          className="h-full min-w-0 flex-1 bg-transparent text-lg focus-visible:outline-none"
        />
        {text !== "" && (
          <button
            type="button"
            aria-label={t("search.clear")}
            onClick={() => {
              onChange("");
              input.current?.focus();
            }}
            className="-mr-1.5 inline-flex size-7 shrink-0 items-center justify-center rounded text-muted hover:bg-hover hover:text-text pointer-coarse:size-9"
          >
            <X size={16} aria-hidden />
          </button>
        )}
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t("search.suggestions")}
        hidden={!open}
        className="animate-appear absolute inset-x-0 top-full z-20 mt-1 max-h-80 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float"
      >
        {suggestions.map((suggestion, index) => (
          // Keys are handled by the field, which keeps the focus and names the marked option.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={suggestion.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === mark}
            onPointerMove={() => setMarked(index)}
            // The field must not lose the focus: its list would be gone before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => accept(suggestion)}
            className={cx(
              "flex min-h-8 cursor-default items-center gap-2.5 rounded px-2 py-1 select-none pointer-coarse:min-h-11",
              index === mark && "bg-active",
            )}
          >
            {suggestion.icon !== undefined && (
              <span aria-hidden className="flex size-5 shrink-0 items-center justify-center text-muted [&>svg]:size-4">
                {suggestion.icon}
              </span>
            )}
            <span className={cx("truncate", typing?.operator === undefined && "font-mono text-sm")}>
              {suggestion.label}
            </span>
            {suggestion.aside !== undefined && (
              <span className="min-w-0 flex-1 truncate text-sm text-faint">{suggestion.aside}</span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
