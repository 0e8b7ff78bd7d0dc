import type { BrandView } from "@rapport/api";
import { Checkbox, Field, Input, Notice, Select, Textarea } from "@rapport/ui";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { contrastWithWhite } from "@/shared/brand";
import { fieldProblem } from "@/shared/problems";
import { withWord } from "./chat-form";
import type { TabProps } from "./chat-inbox-page";
import { LanguageBar } from "./language-bar";
import { WidgetPreview } from "./preview";

const WHITE_MIN = 4.5;

/** Colours, place and words of the widget, with a drawing that follows. */
export function LookTab({
  form,
  setWidget,
  error,
  locale,
  setLocale,
  brand,
}: TabProps & { brand: BrandView | undefined }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { widget } = form.site;
  const { look } = widget;
  const setLook = (change: Partial<typeof look>) => setWidget({ look: { ...look, ...change } });
  const color = look.color ?? brand?.color ?? "#00677a";
  const ratio = contrastWithWhite(color);
  const texts = widget.texts[locale] ?? { greeting: "", subtitle: "", offline: "", privacy: "" };
  const setText = (change: Partial<typeof texts>) =>
    setWidget({ texts: { ...widget.texts, [locale]: { ...texts, ...change } } });
  const at = (name: string) => fieldProblem(i18n, error, `chat.widget.texts.${locale}.${name}`);
  return (
    <div className="grid gap-8 lg:grid-cols-[1fr_20rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <Part title={t("site.look")} about={t("site.lookAbout")}>
          <Checkbox
            label={t("site.brandColor")}
            checked={look.color == null}
            onChange={({ target }) => setLook({ color: target.checked ? null : color })}
          />
          {look.color != null && (
            <Field label={t("site.color")} error={fieldProblem(i18n, error, "chat.widget.look.color")}>
              <span className="flex items-center gap-2">
                <input
                  type="color"
                  aria-label={t("brands.pickColor")}
                  value={ratio === undefined ? "#000000" : color}
                  onChange={({ target }) => setLook({ color: target.value })}
                  className="size-8 cursor-pointer rounded border border-line-strong bg-transparent p-0.5"
                />
                <Input
                  className="max-w-32 font-mono"
                  maxLength={7}
                  spellCheck={false}
                  value={look.color}
                  onChange={({ target }) => setLook({ color: target.value })}
                />
              </span>
            </Field>
          )}
          {ratio !== undefined && ratio < WHITE_MIN && <Notice tone="warning">{t("site.lowContrast")}</Notice>}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("site.theme")}>
              <Select value={look.dark} onChange={({ target }) => setLook({ dark: target.value })}>
                {(["auto", "light", "dark"] as const).map((key) => (
                  <option key={key} value={key}>
                    {t(`site.theme.${key}`)}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label={t("site.position")}>
              <Select value={look.position} onChange={({ target }) => setLook({ position: target.value })}>
                {(["right", "left"] as const).map((key) => (
                  <option key={key} value={key}>
                    {t(`site.position.${key}`)}
                  </option>
                ))}
              </Select>
            </Field>
            {(["offset_x", "offset_y"] as const).map((key) => (
              <Field key={key} label={t(`site.${key}`)} error={fieldProblem(i18n, error, `chat.widget.look.${key}`)}>
                <Input
                  type="number"
                  min={0}
                  max={400}
                  value={look[key]}
                  onChange={({ target }) => setLook({ [key]: Math.max(0, Math.round(target.valueAsNumber) || 0) })}
                />
              </Field>
            ))}
            <Field label={t("site.icon")}>
              <Select value={look.icon} onChange={({ target }) => setLook({ icon: target.value })}>
                {(["chat", "question", "wave", "heart"] as const).map((key) => (
                  <option key={key} value={key}>
                    {t(`site.icon.${key}`)}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
        </Part>
        <Part title={t("site.texts")} about={t("site.textsAbout")}>
          <LanguageBar
            locales={widget.locales}
            current={locale}
            onChoose={setLocale}
            onChange={(locales) => setWidget({ locales })}
          />
          <Field label={t("site.launcherText")} hint={t("site.launcherTextHint")}>
            <Input
              maxLength={40}
              lang={locale}
              value={look.launcher_text[locale] ?? ""}
              onChange={({ target }) => setLook({ launcher_text: withWord(look.launcher_text, locale, target.value) })}
            />
          </Field>
          <Field label={t("site.greeting")} error={at("greeting")}>
            <Input
              maxLength={100}
              lang={locale}
              placeholder={t("site.asItComes")}
              value={texts.greeting}
              onChange={({ target }) => setText({ greeting: target.value })}
            />
          </Field>
          <Field label={t("site.subtitle")} error={at("subtitle")}>
            <Input
              maxLength={200}
              lang={locale}
              placeholder={t("site.asItComes")}
              value={texts.subtitle}
              onChange={({ target }) => setText({ subtitle: target.value })}
            />
          </Field>
          <Field label={t("site.offline")} hint={t("site.offlineHint")} error={at("offline")}>
            <Textarea
              rows={2}
              maxLength={500}
              lang={locale}
              placeholder={t("site.asItComes")}
              value={texts.offline}
              onChange={({ target }) => setText({ offline: target.value })}
            />
          </Field>
          <Field label={t("site.privacy")} hint={t("site.privacyHint")} error={at("privacy")}>
            <Textarea
              rows={2}
              maxLength={1000}
              lang={locale}
              value={texts.privacy}
              onChange={({ target }) => setText({ privacy: target.value })}
            />
          </Field>
        </Part>
      </div>
      <div className="lg:sticky lg:top-4 lg:self-start">
        <p className="mb-2 text-xs font-medium text-faint">{t("site.preview")}</p>
        <WidgetPreview widget={widget} color={ratio === undefined ? "#00677a" : color} locale={locale} />
      </div>
    </div>
  );
}

/** A group of fields below its heading: beside the drawing there is no room for a column of headings. */
function Part({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">{title}</h2>
        <p className="mt-0.5 text-sm text-muted">{about}</p>
      </div>
      {children}
    </section>
  );
}
