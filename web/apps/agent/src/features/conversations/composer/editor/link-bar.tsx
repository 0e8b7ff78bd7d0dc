import { Button, Input } from "@rapport/ui";
import type { Editor } from "@tiptap/core";
import { useId, useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { completeHref } from "./paste";

/** Where a link leads. A row and no dialog: the words that it is about stay in sight. */
export function LinkBar({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useI18n();
  const id = useId();
  const before: unknown = editor.getAttributes("link")["href"];
  const present = typeof before === "string" ? before : "";
  const [address, setAddress] = useState(present);
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const href = completeHref(address);
    if (href === undefined) {
      setRefused(true);
      return;
    }
    const chain = editor.chain().focus();
    if (editor.state.selection.empty && present === "") {
      chain.insertContent({ type: "text", text: address.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.extendMarkRange("link").setLink({ href }).run();
    onClose();
  };
  const remove = () => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    onClose();
  };
  return (
    // Escape bubbles up from the field.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        editor.commands.focus();
        onClose();
      }}
      noValidate
      className="flex flex-wrap items-center gap-2 px-4 pb-2"
    >
      <label htmlFor={id} className="text-sm text-faint">
        {t("editor.linkTo")}
      </label>
      <Input
        id={id}
        type="url"
        inputMode="url"
        // Opened by its button: the next thing is the address.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        value={address}
        aria-invalid={refused || undefined}
        aria-describedby={refused ? `${id}-e` : undefined}
        onChange={(event) => {
          setAddress(event.target.value);
          setRefused(false);
        }}
        className="min-w-40 flex-1"
      />
      <Button type="submit">{t("editor.linkSet")}</Button>
      {present !== "" && (
        <Button variant="ghost" onClick={remove}>
          {t("editor.linkRemove")}
        </Button>
      )}
      {refused && (
        <p id={`${id}-e`} role="alert" className="basis-full text-xs text-danger">
          {t("editor.badLink")}
        </p>
      )}
    </form>
  );
}
