import { cx } from "@rapport/ui";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { stateOf } from "./lines";

const SIGNS = { over: "+", under: "−", even: "" } as const;

/** How much more or less was spent than planned: with a sign and in words, and as a bar beside those of other lines. */
export function Over({ over, most }: { over: number; most?: number }) {
  const { t } = useI18n();
  const figures = useFigures();
  const state = stateOf(over);
  return (
    <>
      <span className={cx("whitespace-nowrap", state === "over" && "text-danger")}>
        {state !== "even" && `${SIGNS[state]}${figures.whole(Math.abs(over))} `}
        <span className={cx("text-xs", state !== "over" && "text-muted")}>{t(`budget.${state}`)}</span>
      </span>
      {most !== undefined && <Bar share={most === 0 ? 0 : over / most} />}
    </>
  );
}

/** From the middle to the right for more, to the left for less. */
function Bar({ share }: { share: number }) {
  const long = `${String(Math.min(1, Math.abs(share)) * 50)}%`;
  return (
    <span aria-hidden className="print-exact relative mt-1 ml-auto block h-1 w-20 rounded-full bg-active">
      <span
        className={cx("absolute inset-y-0 rounded-full", share > 0 ? "left-1/2 bg-danger" : "right-1/2 bg-accent")}
        style={{ width: long }}
      />
      <span className="absolute -inset-y-0.5 left-1/2 w-px -translate-x-1/2 bg-line-strong" />
    </span>
  );
}
