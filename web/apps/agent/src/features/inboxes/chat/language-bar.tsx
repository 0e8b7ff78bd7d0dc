import { Button, cx, IconButton, Select } from "@rapport/ui";
import { X } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";

export interface LanguageBarProps {
  locales: readonly string[];
  current: string;
  onChoose: (locale: string) => void;
  /** Without it languages are only chosen. */
  onChange?: (locales: string[]) => void;
}

/** Languages that widgets are asked for most often; the API takes any. */
const OFFERED = ["en", "vi", "ro", "de", "fr", "es", "it", "hu", "pl", "ru", "uk", "ar", "he", "zh", "ja", "ko", "th"];

/** In which language one writes what visitors read. */
export function LanguageBar({ locales, current, onChoose, onChange }: LanguageBarProps) {
  const { t, locale: own } = useI18n();
  const [adding, setAdding] = useState(false);
  const names = new Intl.DisplayNames(own, { type: "language" });
  const name = (tag: string) => names.of(tag) ?? tag;
  return (
    <div className="flex flex-wrap items-center gap-1.5" role="group" aria-label={t("site.languages")}>
      {locales.map((tag) => (
        <span
          key={tag}
          className={cx("inline-flex items-center rounded", tag === current ? "bg-active" : "bg-transparent")}
        >
          <button
            type="button"
            aria-pressed={tag === current}
            onClick={() => onChoose(tag)}
            className={cx(
              "h-7 rounded px-2.5 text-sm pointer-coarse:h-9",
              tag === current ? "font-medium text-text" : "text-muted hover:bg-hover",
            )}
          >
            {name(tag)}
          </button>
          {onChange && tag === current && locales.length > 1 && (
            <IconButton
              size="sm"
              label={t("site.removeLanguage", { language: name(tag) })}
              onClick={() => {
                const left = locales.filter((other) => other !== tag);
                onChange(left);
                onChoose(left[0] ?? "en");
              }}
            >
              <X size={13} aria-hidden />
            </IconButton>
          )}
        </span>
      ))}
      {onChange &&
        (adding ? (
          <Select
            aria-label={t("site.addLanguage")}
            className="w-40"
            value=""
            onChange={({ target }) => {
              setAdding(false);
              if (target.value === "") return;
              onChange([...locales, target.value]);
              onChoose(target.value);
            }}
          >
            <option value="">{t("site.addLanguage")}</option>
            {OFFERED.filter((tag) => !locales.includes(tag)).map((tag) => (
              <option key={tag} value={tag}>
                {name(tag)}
              </option>
            ))}
          </Select>
        ) : (
          <Button size="sm" variant="ghost" onClick={() => setAdding(true)}>
            {t("site.addLanguage")}
          </Button>
        ))}
    </div>
  );
}
