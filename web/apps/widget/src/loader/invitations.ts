import type { Invitation } from "../chat/protocol.ts";

/** What is known of the visitor and the page while rules are looked at. */
export interface Facts {
  url: string;
  /** Seconds that the page has been in front. */
  seconds: number;
  /** How far down the page the visitor has been, 0 to 100. */
  scrolled: number;
  returning: boolean;
  cartValue: number | undefined;
  languages: readonly (string | undefined)[];
  country: string | null | undefined;
}

const HOUR = 3_600_000;

/** Whether all conditions hold. */
export function holds({ when }: Invitation, facts: Facts): boolean {
  return !!(
    (!when.url_contains || facts.url.includes(when.url_contains)) &&
    (!when.url_matches || fits(when.url_matches, facts.url)) &&
    facts.seconds >= (when.seconds_on_page ?? 0) &&
    facts.scrolled >= (when.scroll_percent ?? 0) &&
    (when.returning == null || when.returning === facts.returning) &&
    (when.min_cart_value == null || (facts.cartValue !== undefined && facts.cartValue >= when.min_cart_value)) &&
    among(when.languages, (language) => facts.languages.some((own) => speaks(own, language))) &&
    among(when.countries, (country) => country.toLowerCase() === facts.country?.toLowerCase())
  );
}

/**
 * The first invitation whose conditions hold and that may be shown again: after its hours, or never where it has none.
 *
 * @param shown when each was last shown, by id, in milliseconds
 */
export function choose(
  invitations: readonly Invitation[],
  facts: Facts,
  shown: Readonly<Record<string, number>>,
  now: number,
): Invitation | undefined {
  return invitations.find((invitation) => {
    const before = shown[invitation.id];
    const hours = invitation.once_every_hours;
    return (!before || (hours && now - before >= hours * HOUR)) && holds(invitation, facts);
  });
}

function among(list: readonly string[] | null | undefined, test: (item: string) => boolean): boolean {
  return !list?.length || list.some(test);
}

function speaks(own: string | undefined, wanted: string): boolean {
  return `${own}-`.toLowerCase().startsWith(`${wanted}-`.toLowerCase());
}

/** A whole address, in which `*` stands for any characters. */
function fits(pattern: string, url: string): boolean {
  const escaped = pattern.replace(/[^*\w]/g, "\\$&").replace(/\*/g, ".*");
  return new RegExp(`^${escaped}$`).test(url);
}
