import { useI18n } from "@/i18n";

/** A language by its name in the reader's language. */
export function LanguageName({ code }: { code: string }) {
  const { locale } = useI18n();
  let name = code;
  try {
    name = new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
  } catch {
    // Not a language code; then it is shown as it is.
  }
  return <span className="inline-block first-letter:uppercase">{name}</span>;
}
