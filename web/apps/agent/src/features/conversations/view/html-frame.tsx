import { cx } from "@rapport/ui";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useResolvedTheme } from "@/shared/theme";
import { buildDocument, type HtmlMail, type Palette } from "./html-document";

/** Reads the tokens as they are now: the frame is a document of its own and does not inherit them. */
function palette(dark: boolean): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { text: token("--text"), muted: token("--text-muted"), link: token("--accent"), line: token("--line"), dark };
}

/** Heights that frames were found to have, so that one that is drawn again has its room at once. */
const heights = new Map<string, number>();
const MOST_HEIGHTS = 500;
const FIRST_GUESS = 60;

function remember(key: string, height: number): void {
  heights.delete(key);
  heights.set(key, height);
  // The oldest one goes: maps keep the order in which things came.
  for (const oldest of heights.keys()) {
    if (heights.size <= MOST_HEIGHTS) break;
    heights.delete(oldest);
  }
}

/** Far enough ahead that the frame stands ready when it scrolls into sight. */
const AHEAD = "800px";

/** The mail's HTML, in a frame as high as its content. It is built only when it comes near the visible part. */
export function HtmlFrame({ title, html, attachments, showRemote }: HtmlMail & { title: string }) {
  const theme = useResolvedTheme();
  const holder = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const observer = useRef<ResizeObserver>(undefined);
  const [near, setNear] = useState(false);
  const known = heights.get(html);
  const [height, setHeight] = useState(known ?? FIRST_GUESS);
  const [measured, setMeasured] = useState(known !== undefined);
  const { document: source, paper } = useMemo(
    () => buildDocument({ html, attachments, showRemote }, palette(theme === "dark")),
    [html, attachments, showRemote, theme],
  );

  useEffect(() => {
    const element = holder.current;
    if (near || !element) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && setNear(true), {
      rootMargin: AHEAD,
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [near]);

  const measure = useCallback(() => {
    const inner = frame.current?.contentDocument;
    const mail = inner?.getElementById("mail");
    if (!inner || !mail) return;
    // A mail wider than the pane scrolls sideways, and the bar needs room of its own.
    const bar = inner.documentElement.scrollWidth > inner.documentElement.clientWidth ? 16 : 0;
    const next = Math.ceil(mail.getBoundingClientRect().height) + bar;
    remember(html, next);
    setHeight(next);
    setMeasured(true);
  }, [html]);
  const onLoad = () => {
    observer.current?.disconnect();
    measure();
    const mail = frame.current?.contentDocument?.getElementById("mail");
    if (!mail) return;
    observer.current = new ResizeObserver(measure);
    observer.current.observe(mail);
  };
  useEffect(() => () => observer.current?.disconnect(), []);

  return (
    <div ref={holder} data-frame={measured ? "ready" : "loading"} style={{ minHeight: height }}>
      {near && (
        <iframe
          ref={frame}
          title={title}
          srcDoc={source}
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          onLoad={onLoad}
          style={{ height }}
          className={cx("block w-full border-0", paper && "rounded")}
        />
      )}
    </div>
  );
}
