import type { AttachmentView } from "@rapport/api";
import { Notice, Skeleton } from "@rapport/ui";
import { useEffect, useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { inlineUrl } from "./kinds";
import { drawPage, isStopped, openPdf, type Pdf } from "./pdf";

/** All pages below each other. Each is drawn when it comes near, and keeps its room before. */
export default function PdfPages({ file, zoom }: { file: AttachmentView; zoom: number }) {
  const { t } = useI18n();
  const [pdf, setPdf] = useState<{ document: Pdf; ratio: number }>();
  const [problem, setProblem] = useState<"password" | "broken">();
  useEffect(() => {
    const opened = openPdf(inlineUrl(file));
    opened.document
      .then(async (document) => {
        const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
        setPdf({ document, ratio: height / width });
      })
      .catch((error: unknown) => {
        if (isStopped(error)) return;
        setProblem(error instanceof Error && error.name === "PasswordException" ? "password" : "broken");
      });
    return opened.close;
  }, [file]);
  if (problem) {
    return (
      <div className="m-auto max-w-md">
        <Notice tone="warning">{t(problem === "password" ? "attachment.pdfLocked" : "attachment.broken")}</Notice>
      </div>
    );
  }
  if (!pdf) return <Skeleton className="m-auto h-2/3 w-full max-w-3xl rounded" />;
  return (
    <div className="mx-auto flex shrink-0 flex-col gap-3" style={{ width: `min(${zoom * 100}%, ${zoom * 52}rem)` }}>
      {Array.from({ length: pdf.document.numPages }, (_, index) => (
        <Page key={index} pdf={pdf.document} number={index + 1} ratio={pdf.ratio} zoom={zoom} />
      ))}
    </div>
  );
}

interface PageProps {
  pdf: Pdf;
  number: number;
  /** Height by width of the first page; the others are nearly always the same. */
  ratio: number;
  zoom: number;
}

function Page({ pdf, number, ratio, zoom }: PageProps) {
  const { t } = useI18n();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [shape, setShape] = useState(ratio);
  const [words, setWords] = useState("");
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const seen = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      rootMargin: "1000px",
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (!near || !element) return;
    let stop = () => {};
    let gone = false;
    const draw = async () => {
      const page = await pdf.getPage(number);
      if (gone) return;
      const { width, height } = page.getViewport({ scale: 1 });
      setShape(height / width);
      const drawing = drawPage(page, element, element.clientWidth);
      stop = drawing.stop;
      await drawing.done;
      const text = await page.getTextContent();
      setWords(text.items.map((item) => ("str" in item ? item.str : "")).join(" "));
    };
    draw().catch((error: unknown) => {
      if (!isStopped(error)) console.warn("a page could not be drawn", error);
    });
    return () => {
      gone = true;
      stop();
    };
  }, [pdf, number, near, zoom]);
  return (
    <section aria-label={t("attachment.page", { page: number, of: pdf.numPages })}>
      <canvas
        ref={canvas}
        aria-hidden
        className="block w-full rounded-sm bg-white shadow-float"
        style={{ aspectRatio: `1 / ${shape}` }}
      />
      {/* A drawn page has no words for a screen reader; here they are. */}
      <p className="sr-only">{words}</p>
    </section>
  );
}
