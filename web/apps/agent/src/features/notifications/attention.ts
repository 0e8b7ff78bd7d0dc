/**
 * Whether somebody sits in front of this window. The server asks, because what is seen here needs no push; so a window that
 * was left open over lunch must not claim it, however visible it is.
 */

/** Who has not touched anything for so long may be elsewhere. */
export const AWAY_AFTER_MS = 3 * 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"] as const;

/** Tells of each change, and at the beginning; returns how to stop. */
export function watchAttention(tell: (attentive: boolean) => void): () => void {
  let attentive: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastSign = Date.now();

  const update = () => {
    clearTimeout(timer);
    const left = lastSign + AWAY_AFTER_MS - Date.now();
    const now = document.visibilityState === "visible" && left > 0;
    if (now) timer = setTimeout(update, left);
    if (now === attentive) return;
    attentive = now;
    tell(now);
  };
  const sign = () => {
    lastSign = Date.now();
    // While nothing changes there is nothing to do: the timer finds out when the last sign was.
    if (attentive !== true) update();
  };
  const seen = () => {
    if (document.visibilityState === "visible") lastSign = Date.now();
    update();
  };
  for (const event of SIGNS) window.addEventListener(event, sign, { passive: true, capture: true });
  document.addEventListener("visibilitychange", seen);
  update();
  return () => {
    clearTimeout(timer);
    for (const event of SIGNS) window.removeEventListener(event, sign, { capture: true });
    document.removeEventListener("visibilitychange", seen);
  };
}
