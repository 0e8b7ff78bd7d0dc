import type { ChatContent } from "@rapport/api";
import { Button, Field, IconButton, Input, Popover } from "@rapport/ui";
import { ListChecks, Plus, Trash2 } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";

/** The server takes no more, and no longer ones. */
const MOST_CHOICES = 10;
const MOST_LETTERS = 80;
const EMPTY = ["", ""];

/** What was written, each once: two buttons that say the same cannot be told apart. */
function choicesOf(labels: readonly string[]): ChatContent | undefined {
  const options = [...new Set(labels.map((label) => label.trim()))].filter((label) => label !== "");
  return options.length === 0
    ? undefined
    : { kind: "quick_replies", options: options.map((label) => ({ label, value: label })) };
}

interface ChoicesMenuProps {
  /** Whether the question, which is what stands in the composer, is written. */
  asked: boolean;
  disabled: boolean;
  /** Whether they are on their way; what is in the way says the composer. */
  onSend: (content: ChatContent) => boolean;
}

/** Sends what is written together with answers to choose from. */
export function ChoicesMenu({ asked, disabled, onSend }: ChoicesMenuProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const [labels, setLabels] = useState<readonly string[]>(EMPTY);
  const content = choicesOf(labels);
  const send = () => {
    if (!content || !asked) return;
    if (onSend(content)) setLabels(EMPTY);
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      side="top"
      align="end"
      label={t("choices.title")}
      className="w-80 max-w-[calc(100vw-1rem)] p-0"
      trigger={
        <IconButton label={t("choices.title")} side="top" disabled={disabled}>
          <ListChecks size={16} aria-hidden />
        </IconButton>
      }
    >
      <ChoicesForm labels={labels} asked={asked} ready={content !== undefined} onChange={setLabels} onSend={send} />
    </Popover>
  );
}

interface ChoicesFormProps {
  labels: readonly string[];
  asked: boolean;
  ready: boolean;
  onChange: (labels: readonly string[]) => void;
  onSend: () => void;
}

function ChoicesForm({ labels, asked, ready, onChange, onSend }: ChoicesFormProps) {
  const { t } = useI18n();
  const list = useRef<HTMLUListElement>(null);
  const more = labels.length < MOST_CHOICES;
  // The field may only be drawn by what was done just now.
  const focus = (index: number) => requestAnimationFrame(() => list.current?.querySelectorAll("input")[index]?.focus());
  const add = () => {
    onChange([...labels, ""]);
    focus(labels.length);
  };
  const remove = (index: number) => {
    onChange(labels.filter((_, other) => other !== index));
    focus(Math.max(0, index - 1));
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.key !== "Enter") return;
    // The frame around the composer sends without the choices.
    event.preventDefault();
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey) onSend();
    else if (index < labels.length - 1) focus(index + 1);
    else if (more && labels[index]?.trim() !== "") add();
  };
  return (
    <div className="flex flex-col gap-3 p-4">
      <div>
        <h2 className="font-semibold">{t("choices.title")}</h2>
        <p className="mt-0.5 text-sm text-muted">{t(asked ? "choices.about" : "choices.askFirst")}</p>
      </div>
      <ul ref={list} className="flex flex-col gap-2">
        {labels.map((label, index) => (
          // They have no key of their own, and are edited where they stand.
          <li key={index} className="flex items-end gap-1">
            <Field label={t("choices.one", { count: index + 1 })} className="flex-1">
              <Input
                maxLength={MOST_LETTERS}
                value={label}
                onChange={({ target }) => onChange(labels.map((one, other) => (other === index ? target.value : one)))}
                onKeyDown={(event) => onKeyDown(event, index)}
              />
            </Field>
            <IconButton
              label={t("choices.remove", { count: index + 1 })}
              disabled={labels.length === 1}
              onClick={() => remove(index)}
            >
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="flex justify-between gap-2">
        <Button size="sm" icon={<Plus size={14} aria-hidden />} disabled={!more} onClick={add}>
          {t("choices.add")}
        </Button>
        <Button size="sm" variant="primary" disabled={!asked || !ready} onClick={onSend}>
          {t("choices.send")}
        </Button>
      </div>
    </div>
  );
}
