import { Select } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { LOCALES, setLocale, useI18n, type Locale } from "@/i18n";
import { wearBrand } from "@/shared/brand";
import { setupQuery } from "@/shared/session";

/** The mark of the product. Its name stands beside or below it, so it says nothing itself. */
export function Logo({ size = 32 }: { size?: number }) {
  return <img src="/favicon.svg" alt="" width={size} height={size} />;
}

/** The mark of the brand where it has one. */
function BrandMark() {
  const brand = useQuery(setupQuery).data?.brand;
  useEffect(() => wearBrand(brand?.color), [brand?.color]);
  return brand?.logo_url ? (
    <img src={brand.logo_url} alt="" height={48} className="h-12 max-w-48 object-contain" />
  ) : (
    <Logo size={40} />
  );
}

export interface DoorProps {
  title: string;
  subtitle?: string | undefined;
  wide?: boolean;
  /** Where no form on the page asks for the language. */
  chooseLanguage?: boolean;
  children: ReactNode;
}

/** The frame of the screens before the workspace: sign-in and set-up. */
export function Door({ title, subtitle, wide = false, chooseLanguage = false, children }: DoorProps) {
  return (
    <div className="flex h-full flex-col overflow-y-auto bg-canvas">
      <main className="flex flex-1 flex-col items-center px-4 pt-[10vh] pb-8 max-sm:pt-8">
        <div className={wide ? "w-full max-w-2xl" : "w-full max-w-sm"}>
          <header className="mb-6 flex flex-col items-center gap-3 text-center">
            <BrandMark />
            <div>
              <h1 className="text-xl font-semibold break-words">{title}</h1>
              {subtitle !== undefined && <p className="mt-1 break-words text-muted">{subtitle}</p>}
            </div>
          </header>
          <div className="rounded-lg border border-line bg-surface p-6 max-sm:p-4">{children}</div>
        </div>
      </main>
      {chooseLanguage && (
        <footer className="flex justify-center pb-6">
          <LanguageSelect />
        </footer>
      )}
    </div>
  );
}

/** The language, where no form on the page asks for it. */
export function LanguageSelect() {
  const { t, locale } = useI18n();
  return (
    <Select
      aria-label={t("login.language")}
      className="w-40"
      value={locale}
      onChange={(event) => void setLocale(event.target.value as Locale)}
    >
      {LOCALES.map((item) => (
        <option key={item.key} value={item.key} lang={item.key}>
          {item.name}
        </option>
      ))}
    </Select>
  );
}
