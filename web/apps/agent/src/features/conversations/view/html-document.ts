/**
 * The document for the frame that shows a mail's HTML.
 *
 * Walls, from the outside in: the server has sanitised the HTML; the frame is sandboxed without `allow-scripts`, so
 * that nothing in it can run; its own content security policy forbids every load but images. The frame keeps our
 * origin (`allow-same-origin`), because only then can its height be measured from here; without scripts there is
 * nothing inside that could make use of it.
 */
import type { AttachmentView } from "@rapport/api";
import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import interExtUrl from "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url";
import interVietnameseUrl from "@fontsource-variable/inter/files/inter-vietnamese-wght-normal.woff2?url";
import { inlineUrl } from "./attachments/kinds";

export interface HtmlMail {
  html: string;
  attachments: readonly AttachmentView[];
  showRemote: boolean;
}

export interface Palette {
  text: string;
  muted: string;
  link: string;
  line: string;
  dark: boolean;
}

/** Elements that the sanitiser already takes out; here once more, as they could undo the policy of the frame. */
const UNWANTED =
  "script,style[media],link,meta,base,iframe,object,embed,form,input,button,textarea,select,frame,frameset";

/** Puts images in place: those of the mail by their `cid:`, those of the net only when they were asked for. */
export function prepareBody({ html, attachments, showRemote }: HtmlMail): { body: string; styled: boolean } {
  // A document of DOMParser runs no script and loads nothing.
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of parsed.querySelectorAll(UNWANTED)) element.remove();
  const byCid = new Map(attachments.filter((file) => file.content_id).map((file) => [file.content_id, file]));
  for (const image of parsed.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    const remote = image.getAttribute("data-remote-src");
    image.removeAttribute("srcset");
    if (/^cid:/iu.test(source)) {
      const file = byCid.get(source.slice(4)) ?? byCid.get(decodeURIComponent(source.slice(4)));
      if (file) image.setAttribute("src", inlineUrl(file));
      else image.removeAttribute("src");
    } else if (remote !== null && showRemote) {
      // The page's own policy loads images over HTTPS only.
      image.setAttribute("src", remote.replace(/^http:/iu, "https:"));
      image.setAttribute("referrerpolicy", "no-referrer");
    } else if (remote !== null) image.replaceWith(placeholder(parsed, image));
  }
  for (const link of parsed.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  return { body: parsed.body.innerHTML, styled: isStyled(parsed) };
}

/** Stands for an image that was not loaded. Counting pixels leave nothing behind. */
function placeholder(parsed: Document, image: HTMLImageElement): Node {
  const width = Number.parseInt(image.getAttribute("width") ?? "", 10);
  if (width <= 3) return parsed.createTextNode("");
  const span = parsed.createElement("span");
  span.className = "blocked";
  span.textContent = image.alt;
  return span;
}

/** Whether the sender chose colours. Then the mail is shown on white paper in both themes, as it was meant. */
function isStyled(parsed: Document): boolean {
  if (parsed.querySelector("style,[bgcolor],[background],font[color]")) return true;
  return [...parsed.querySelectorAll("[style]")].some((element) =>
    /(^|[;\s-])(color|background)/iu.test(element.getAttribute("style") ?? ""),
  );
}

/** The whole document; `paper` says that it lies on white although the theme is dark. */
export function buildDocument(mail: HtmlMail, palette: Palette): { document: string; paper: boolean } {
  const { body, styled } = prepareBody(mail);
  const paper = styled && palette.dark;
  const origin = location.origin;
  const images = ["data:", "blob:", `${origin}/api/v1/attachments/`, ...(mail.showRemote ? ["https:"] : [])];
  const policy = `default-src 'none'; img-src ${images.join(" ")}; style-src 'unsafe-inline'; font-src ${origin}; form-action 'none'; base-uri 'none'`;
  const document = `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer"><base target="_blank"><style>${frameStyle(palette, paper)}</style></head>
<body><div id="mail">${body}</div></body></html>`;
  return { document, paper };
}

function frameStyle(palette: Palette, paper: boolean): string {
  const face = (url: string, range: string) =>
    `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url("${url}") format("woff2");unicode-range:${range}}`;
  const colors = paper
    ? { scheme: "light", text: "#1d1f23", muted: "#5a5e66", link: "#0b5f73", line: "#d5d7db" }
    : { scheme: palette.dark ? "dark" : "light", ...palette };
  return `${face(interUrl, "U+0000-00FF,U+2000-206F,U+20AC")}${face(interExtUrl, "U+0100-02BA,U+1E00-1E9F")}${face(interVietnameseUrl, "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0309,U+0323,U+1EA0-1EF9,U+20AB")}
:root{color-scheme:${colors.scheme}}
html,body{margin:0;padding:0;background:${paper ? "#fff" : "transparent"}}
#mail{display:flow-root;padding:${paper ? "12px 14px" : "0"};font:14px/1.5 "Inter Variable",system-ui,sans-serif;color:${colors.text};overflow-wrap:anywhere}
a{color:${colors.link}}
img{max-width:100%;height:auto}
.blocked{display:inline-block;max-width:min(100%,200px);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;vertical-align:middle;line-height:20px;min-width:24px;min-height:20px;padding:0 6px;border:1px dashed ${colors.line};border-radius:4px;color:${colors.muted};font-size:12px}.blocked:empty{padding:0}
table{max-width:100%}
pre{white-space:pre-wrap}
p:first-child{margin-top:0}p:last-child{margin-bottom:0}
blockquote{margin:8px 0;padding-left:12px;border-left:2px solid ${colors.line};color:${colors.muted}}`;
}
