import type { HostPage } from "../bridge.ts";
import type { PageRequest } from "../chat/protocol.ts";

export function currentPage(first?: HostPage): HostPage {
  // What brought the visitor here stays what it was, however far they have walked since.
  const { landing = location.href, referrer = document.referrer } = first ?? {};
  return { url: location.href, title: document.title, landing, referrer };
}

/**
 * Tells the server of a page before any chat. `text/plain` needs no permission asked first, `keepalive` lets it be told
 * while the page goes away. Answers whether an agent has begun a chat with this browser.
 */
export async function tellPage(base: string, siteKey: string, page: PageRequest): Promise<boolean> {
  try {
    const answer = await fetch(`${base}/api/v1/chat/sites/${siteKey}/pages`, {
      method: "POST",
      body: JSON.stringify(page),
      headers: { "Content-Type": "text/plain" },
      keepalive: true,
      credentials: "omit",
    });
    return answer.status === 200 && ((await answer.json()) as { invited?: boolean }).invited === true;
  } catch {
    return false;
  }
}
