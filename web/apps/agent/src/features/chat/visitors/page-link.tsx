import { ExternalLink } from "lucide-react";
import { shortAddress, webAddress } from "@/shared/web-address";

/**
 * A page that a visitor says they are on. Only web addresses become links, and what the page is called is the visitor's word:
 * the address always stands beside it.
 */
export function PageLink({ url, title }: { url: string; title: string }) {
  const href = webAddress(url);
  const shown = shortAddress(url);
  return (
    <span className="block min-w-0">
      {title !== "" && <span className="block truncate text-text">{title}</span>}
      {href !== undefined ? (
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          title={url}
          className="inline-flex max-w-full items-center gap-1 rounded-sm text-accent hover:underline"
        >
          <span className="truncate">{shown}</span>
          <ExternalLink size={11} aria-hidden className="shrink-0" />
        </a>
      ) : (
        <span className="block truncate text-muted">{shown}</span>
      )}
    </span>
  );
}
