import { cx } from "@rapport/ui";
import { Hand, Heart, MessageCircle, CircleQuestionMark, SendHorizontal, type LucideIcon } from "lucide-react";
import { useI18n } from "@/i18n";
import { wordIn, type Widget } from "./chat-form";

const ICONS: Record<string, LucideIcon> = {
  chat: MessageCircle,
  question: CircleQuestionMark,
  wave: Hand,
  heart: Heart,
};

/**
 * How the widget looks on somebody's page, drawn by us and not loaded from anywhere: what is typed beside it is seen in it at
 * once. It shows colour, side, words; the real one has more to it.
 */
export function WidgetPreview({ widget, color, locale }: { widget: Widget; color: string; locale: string }) {
  const { t } = useI18n();
  const { look } = widget;
  const texts = widget.texts[locale] ?? widget.texts[widget.locales[0] ?? ""];
  const Icon = ICONS[look.icon] ?? MessageCircle;
  const words = wordIn(look.launcher_text, locale);
  const left = look.position === "left";
  // "As the visitor has it" is shown as the reader has it.
  const theme = look.dark === "auto" ? undefined : look.dark;
  return (
    <figure
      data-theme={theme}
      aria-label={t("site.preview")}
      className="overflow-hidden rounded-lg border border-line bg-canvas text-text"
    >
      <div className="flex items-center gap-1.5 border-b border-line bg-surface px-3 py-2" aria-hidden>
        {[0, 1, 2].map((dot) => (
          <span key={dot} className="size-2.5 rounded-full bg-active" />
        ))}
        <span className="ml-2 h-5 flex-1 rounded bg-hover px-2 text-xs leading-5 text-faint">shop.example.com</span>
      </div>
      <div className={cx("flex flex-col gap-3 p-4", left ? "items-start" : "items-end")}>
        <div className="w-72 max-w-full overflow-hidden rounded-lg border border-line bg-surface shadow-float">
          <div className="px-4 pt-4 pb-5 text-white" style={{ background: color }}>
            <p className="text-lg leading-tight font-semibold break-words">
              {texts?.greeting || t("site.previewGreeting")}
            </p>
            <p className="mt-1 text-sm break-words text-white/90">{texts?.subtitle || t("site.previewSubtitle")}</p>
          </div>
          <div className="flex flex-col gap-2 px-3 py-4">
            <p
              className="max-w-[80%] self-end rounded-lg rounded-tr-sm px-3 py-1.5 text-sm text-white"
              style={{ background: color }}
            >
              {t("site.previewQuestion")}
            </p>
            <p className="max-w-[80%] self-start rounded-lg rounded-tl-sm bg-hover px-3 py-1.5 text-sm">
              {t("site.previewAnswer")}
            </p>
          </div>
          <div className="flex items-center gap-2 border-t border-line px-3 py-2.5 text-sm text-faint">
            <span className="min-w-0 flex-1 truncate">{t("site.previewWrite")}</span>
            <SendHorizontal size={16} aria-hidden style={{ color }} className="dark:brightness-150" />
          </div>
        </div>
        <div
          className="flex h-13 items-center gap-2 rounded-full px-3.5 text-white shadow-float"
          style={{ background: color }}
        >
          <Icon size={24} aria-hidden />
          {words !== "" && <span className="pr-1 font-medium">{words}</span>}
        </div>
      </div>
    </figure>
  );
}
