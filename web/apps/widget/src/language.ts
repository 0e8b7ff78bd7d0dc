/** The first wish for which there is an offer: the very same, else one of the same language. */
export function negotiate(
  wishes: readonly (string | null | undefined)[],
  offers: readonly string[],
): string | undefined {
  for (const wish of wishes) {
    if (!wish) continue;
    const wanted = wish.toLowerCase();
    const language = wanted.split("-")[0];
    const found =
      offers.find((offer) => offer.toLowerCase() === wanted) ??
      offers.find((offer) => offer.toLowerCase().split("-")[0] === language);
    if (found) return found;
  }
  return undefined;
}

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ku-arab|ps|sd|ug|ur|yi)\b/i;

export function direction(locale: string): "rtl" | "ltr" {
  return RIGHT_TO_LEFT.test(locale) ? "rtl" : "ltr";
}

/** The text in this language, else in the language of the site, else in any. */
export function pick<T>(
  texts: Record<string, T | undefined> | undefined,
  locale: string,
  fallback: string,
): T | undefined {
  if (!texts) return undefined;
  const key = negotiate([locale, fallback], Object.keys(texts)) ?? Object.keys(texts)[0];
  return key === undefined ? undefined : texts[key];
}
