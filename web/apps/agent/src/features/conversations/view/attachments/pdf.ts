/**
 * PDF in the product itself, so that nobody has to open a stranger's file outside of it. The library is loaded when the
 * first PDF comes into sight. Its worker is a file of ours, as the content security policy asks for; nothing in a PDF
 * can run: there is no scripting engine in what we load, no `eval`, and forms are drawn as pictures.
 */
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

export type Pdf = pdfjs.PDFDocumentProxy;
export type PdfPage = pdfjs.PDFPageProxy;

export interface OpenPdf {
  document: Promise<Pdf>;
  close: () => void;
}

/** Opens a PDF. Only the parts that are drawn are fetched, where the server hands out parts. */
export function openPdf(url: string): OpenPdf {
  const task = pdfjs.getDocument({
    url,
    disableAutoFetch: true,
    disableStream: true,
    // WebAssembly would need a hole in the policy.
    useWasm: false,
    enableXfa: false,
  });
  return { document: task.promise, close: () => void task.destroy() };
}

/** Draws a page as wide as asked for, as sharp as the screen; returns what stops it. */
export function drawPage(
  page: PdfPage,
  canvas: HTMLCanvasElement,
  width: number,
): { done: Promise<void>; stop: () => void } {
  const natural = page.getViewport({ scale: 1 });
  const sharp = Math.min(window.devicePixelRatio || 1, 2);
  const viewport = page.getViewport({ scale: (width / natural.width) * sharp });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const task = page.render({ canvas, viewport });
  return { done: task.promise, stop: () => task.cancel() };
}

/** Stopping is no failure. */
export function isStopped(error: unknown): boolean {
  return error instanceof Error && (error.name === "RenderingCancelledException" || /destroyed/iu.test(error.message));
}
