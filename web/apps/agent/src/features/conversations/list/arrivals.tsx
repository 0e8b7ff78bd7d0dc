import { ArrowUp } from "lucide-react";
import { useI18n } from "@/i18n";

/** Says that rows wait, and lets them in when the reader is ready for it. It lies over the list and moves nothing. */
export function Arrivals({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useI18n();
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="animate-appear pointer-events-auto inline-flex h-8 items-center gap-1.5 rounded-full border border-transparent bg-accent-solid px-3.5 text-sm font-medium text-on-accent shadow-float hover:bg-accent-solid-hover"
        >
          <ArrowUp size={14} aria-hidden />
          {t("list.arrived", { count })}
        </button>
      )}
    </div>
  );
}
