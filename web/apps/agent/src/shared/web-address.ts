/**
 * The address as it came, when it leads to a page of the web; undefined for everything else. What strangers say may be a
 * script, a file, or a name and password in front of a host that looks like another one.
 */
export function webAddress(address: string | null | undefined): string | undefined {
  if (address == null) return undefined;
  try {
    const { protocol, username, password } = new URL(address);
    const web = protocol === "https:" || protocol === "http:";
    return web && username === "" && password === "" ? address : undefined;
  } catch {
    return undefined;
  }
}

/** The address without what all of them begin with, for narrow places. */
export function shortAddress(address: string): string {
  return address.replace(/^https?:\/\//iu, "");
}
