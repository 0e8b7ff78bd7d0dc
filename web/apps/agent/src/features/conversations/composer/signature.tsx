import { useI18n } from "@/i18n";

/** What will stand below the words, seen before it is sent. Long ones scroll: the words are what the room is for. */
export function SignaturePreview({ text }: { text: string | undefined }) {
  const { t } = useI18n();
  if (!text) return null;
  return (
    <div
      role="note"
      aria-label={t("composer.signature")}
      className="scroll-thin mx-4 mb-2 max-h-16 overflow-y-auto border-t border-dashed border-line pt-1 text-sm leading-normal break-words whitespace-pre-wrap text-faint"
      // Scrolls by keyboard as well.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {text}
    </div>
  );
}
