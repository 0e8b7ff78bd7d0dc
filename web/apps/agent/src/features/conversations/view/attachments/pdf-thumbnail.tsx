import type { AttachmentView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { FileText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { inlineUrl } from "./kinds";
import { drawPage, isStopped, openPdf } from "./pdf";

/** The first page of a PDF, drawn when it comes into sight. A file that cannot be drawn keeps the icon: opening it says why. */
export default function PdfThumbnail({ file }: { file: AttachmentView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let stop = () => {};
    const draw = async () => {
      const pdf = openPdf(inlineUrl(file));
      stop = pdf.close;
      const page = await (await pdf.document).getPage(1);
      await drawPage(page, element, element.clientWidth || 264).done;
      setDrawn(true);
      pdf.close();
    };
    const seen = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return;
      seen.disconnect();
      draw().catch((error: unknown) => {
        if (!isStopped(error)) console.warn(`no preview of ${file.name}`, error);
      });
    });
    seen.observe(element);
    return () => {
      seen.disconnect();
      stop();
    };
  }, [file]);
  return (
    <span className="relative block">
      {!drawn && (
        <FileText size={28} strokeWidth={1} className="absolute inset-x-0 top-14 mx-auto text-faint" aria-hidden />
      )}
      <canvas ref={canvas} className={cx("block h-auto min-h-36 w-full", drawn ? "bg-white" : "opacity-0")} />
    </span>
  );
}
