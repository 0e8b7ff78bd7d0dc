import { CHANNELS, EMPTY, type Channel, type PlanForm } from "./form";

type Plain = Exclude<keyof PlanForm, "mix">;

/** The form as it stands in the address: what is as at the beginning is left out. */
export type PlanSearch = Partial<Record<Plain | `mix_${Channel}`, string | number | boolean | undefined>>;

const PLAIN = Object.keys(EMPTY).filter((key): key is Plain => key !== "mix");
const CHOICES: Partial<Record<Plain, readonly string[]>> = {
  ownChannel: CHANNELS,
  days: ["weekdays", "saturday", "week", "always"],
  priceKind: ["per_hour", "per_ticket", "per_seat"],
  product: ["consumer", "software", "complex"],
};
/** Longer than any number that somebody types. */
const LONGEST = 40;

/** `6000` rather than `"6000"`: the router writes texts that look like numbers with quotes. */
function written(text: string): string | number {
  const number = Number(text);
  return String(number) === text ? number : text;
}

export function searchOf(form: PlanForm): PlanSearch {
  const search: PlanSearch = {};
  for (const key of PLAIN) {
    const value = form[key];
    if (value !== EMPTY[key]) search[key] = typeof value === "string" ? written(value) : value;
  }
  for (const channel of CHANNELS) {
    if (form.mix[channel] !== "") search[`mix_${channel}`] = written(form.mix[channel]);
  }
  return search;
}

/** Reads an address; what does not belong into the form is passed over. */
export function formOf(search: Record<string, unknown>): PlanForm {
  const text = (value: unknown): string =>
    typeof value === "string" || typeof value === "number" ? String(value).slice(0, LONGEST) : "";
  const form: Record<string, unknown> = { ...EMPTY };
  for (const key of PLAIN) {
    const value = search[key];
    if (typeof EMPTY[key] === "boolean") form[key] = value === true || value === "true";
    else if (CHOICES[key] === undefined ? text(value) !== "" : CHOICES[key].includes(text(value))) {
      form[key] = text(value);
    }
  }
  const mix = Object.fromEntries(CHANNELS.map((channel) => [channel, text(search[`mix_${channel}`])]));
  return { ...form, mix } as unknown as PlanForm;
}

/** The fields in which two addresses differ. */
export function changedFields(a: PlanSearch, b: PlanSearch): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof PlanSearch>;
  return [...keys].filter((key) => a[key] !== b[key]);
}
