import { cx } from "@rapport/ui";
import { Star } from "lucide-react";
import { useI18n } from "@/i18n";

/** How the visitor found it: stars for the eye, a sentence for the ear, and what they wrote with it. */
export function Rating({ value, comment }: { value: number; comment: string }) {
  const { t } = useI18n();
  const label = t("chat.rated", { value });
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <span role="img" aria-label={label} title={label} className="inline-flex shrink-0 text-warning">
        {[1, 2, 3, 4, 5].map((star) => (
          <Star key={star} size={14} aria-hidden className={cx(star <= value ? "fill-current" : "text-faint")} />
        ))}
      </span>
      {comment !== "" && (
        <q className="max-w-80 truncate text-muted" title={comment}>
          {comment}
        </q>
      )}
    </span>
  );
}
