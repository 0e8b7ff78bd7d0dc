const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address, when it is one that may be opened; nothing that could run in our page. */
export function safeUrl(address: string | null | undefined, base = location.href): string | undefined {
  if (!address) return undefined;
  try {
    const url = new URL(address, base);
    return SAFE.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The same for pictures, which are fetched without a click: only from the web, nothing with a name and password. */
export function safeImage(address: string | null | undefined): string | undefined {
  const url = safeUrl(address);
  return url?.startsWith("http") && !new URL(url).username ? url : undefined;
}
