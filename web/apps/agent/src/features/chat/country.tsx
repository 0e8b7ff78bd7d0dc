import { useI18n } from "@/i18n";

export function Country({ code }: { code: string }) {
  const { locale } = useI18n();
  return <>{countryName(locale, code)}</>;
}

/** A country in the reader's language; as it stands when nobody knows it. */
export function countryName(locale: string, code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
