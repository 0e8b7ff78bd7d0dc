import type { components } from "@rapport/api";
import type { Measured } from "./own-history";

type Schemas = components["schemas"];
export type PlanRequest = Schemas["PlanRequest"];
export type PlanView = Schemas["PlanView"];

export const CHANNELS = ["phone", "chat", "messaging", "social", "email"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What stands in the fields, as it was typed. Empty means: as the plan assumes. */
export interface PlanForm {
  /** Whether what was counted here stands in for what is left empty. */
  own: boolean;
  /** The inbox that it was counted in; empty for all. */
  ownInbox: string;
  /** The channel whose forecast is shown; empty for all. The plan is made from all of them. */
  ownChannel: string;
  tickets: string;
  customers: string;
  incidentRate: string;
  days: "weekdays" | "saturday" | "week" | "always";
  from: string;
  until: string;
  mix: Record<Channel, string>;
  phoneShare: string;
  phoneSeconds: string;
  chatSeconds: string;
  chatsAtOnce: string;
  mailHours: string;
  phoneMinutes: string;
  mailMinutes: string;
  chatMinutes: string;
  shrinkage: string;
  hoursPerWeek: string;
  bot: string;
  salary: string;
  burden: string;
  turnover: string;
  priceKind: "per_hour" | "per_ticket" | "per_seat";
  price: string;
  product: "consumer" | "software" | "complex";
  languages: string;
  budget: string;
  sensitive: boolean;
}

export const EMPTY: PlanForm = {
  own: false,
  ownInbox: "",
  ownChannel: "",
  tickets: "",
  customers: "",
  incidentRate: "",
  days: "weekdays",
  from: "8",
  until: "18",
  mix: { phone: "", chat: "", messaging: "", social: "", email: "" },
  phoneShare: "",
  phoneSeconds: "",
  chatSeconds: "",
  chatsAtOnce: "",
  mailHours: "",
  phoneMinutes: "",
  mailMinutes: "",
  chatMinutes: "",
  shrinkage: "",
  hoursPerWeek: "",
  bot: "",
  salary: "",
  burden: "",
  turnover: "",
  priceKind: "per_hour",
  price: "",
  product: "software",
  languages: "",
  budget: "",
  sensitive: false,
};

/** What is planned with as long as nobody has typed a number of their own. */
export const EXAMPLE = { customers: 40_000, incident_rate: 0.3 };

/** What the plan assumes where a field is empty; shown inside it. Units are those of the fields. */
export const ASSUMED: Partial<Record<keyof PlanForm, number>> = {
  phoneShare: 80,
  phoneSeconds: 20,
  chatSeconds: 60,
  chatsAtOnce: 3,
  mailHours: 4,
  phoneMinutes: 5,
  mailMinutes: 6,
  chatMinutes: 7,
  shrinkage: 30,
  hoursPerWeek: 40,
  bot: 0,
  salary: 36_000,
  burden: 25,
  turnover: 29,
  languages: 1,
};

export const ASSUMED_MIX: Record<Channel, number> = { phone: 30, chat: 20, messaging: 8, social: 2, email: 40 };

/**
 * A number as people write it: `12000`, `12,000`, `12.000`, `0.3`, `0,3`. Groups of three after a first digit above
 * nought are thousands, whatever separates them; else a comma is a decimal point. Undefined for nothing, NaN for no number.
 */
export function readNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/^[1-9]\d{0,2}([.,\s\u00a0\u202f']\d{3})+$/u.test(trimmed)) return Number(trimmed.replace(/\D/gu, ""));
  const plain = trimmed.replace(/[\s\u00a0\u202f']/gu, "").replace(",", ".");
  return /^-?\d*\.?\d+$/u.test(plain) ? Number(plain) : Number.NaN;
}

/** Fields that hold something which is no number, or one below nought. */
export function wrongFields(form: PlanForm): Set<string> {
  const wrong = new Set<string>();
  const look = (name: string, text: string) => {
    const value = readNumber(text);
    if (value !== undefined && !(value >= 0)) wrong.add(name);
  };
  for (const [name, value] of Object.entries(form)) {
    if (typeof value === "string" && !TEXTS.has(name)) look(name, value);
  }
  for (const channel of CHANNELS) look(`mix.${channel}`, form.mix[channel]);
  return wrong;
}

const TEXTS = new Set(["days", "priceKind", "product"]);

/** Whether any of the three numbers is the reader's own. */
export function isExample(form: PlanForm): boolean {
  return readNumber(form.tickets) === undefined && readNumber(form.customers) === undefined;
}

/**
 * The question for the server. Only what was filled in or measured is sent: the rest stays an assumption, and is called one.
 * What was typed counts before what was measured.
 */
export function planRequest(form: PlanForm, measured?: Measured): PlanRequest {
  const number = (text: string) => readNumber(text);
  const part = (text: string) => scaled(text, 0.01);
  const opening = openingOf(form);
  const changedMix = CHANNELS.some((channel) => form.mix[channel].trim() !== "");
  const burden = part(form.burden);
  const price = number(form.price);
  return {
    ...(measured && {
      // What was counted has in it already what moved on from one channel to another.
      switching: { chat_to_email: 0, phone_to_email: 0, email_to_phone: 0 },
      profiles: measured.profiles,
      mix: measured.mix,
    }),
    volume: isExample(form)
      ? measured
        ? { tickets: measured.tickets }
        : { ...EXAMPLE, incident_rate: number(form.incidentRate) ?? EXAMPLE.incident_rate }
      : {
          tickets: number(form.tickets) ?? null,
          customers: number(form.customers) ?? null,
          // A rate is only assumed where nothing else tells how many contacts come.
          incident_rate:
            number(form.incidentRate) ?? (number(form.tickets) === undefined ? EXAMPLE.incident_rate : null),
        },
    ...(changedMix && {
      mix: Object.fromEntries(
        CHANNELS.map((channel) => [channel, number(form.mix[channel]) ?? 0]),
      ) as Schemas["ByChannel"],
    }),
    bot_deflection: part(form.bot) ?? null,
    opening,
    rules: {
      shrinkage: part(form.shrinkage) ?? null,
      channels: {
        phone: {
          service_level: part(form.phoneShare) ?? null,
          threshold_s: number(form.phoneSeconds) ?? null,
          aht_s: scaled(form.phoneMinutes, 60) ?? null,
        },
        chat: {
          threshold_s: number(form.chatSeconds) ?? null,
          concurrency: whole(form.chatsAtOnce),
          aht_s: scaled(form.chatMinutes, 60) ?? measured?.chatSeconds ?? null,
        },
        email: {
          threshold_s: scaled(form.mailHours, 3600) ?? null,
          aht_s: scaled(form.mailMinutes, 60) ?? measured?.mailSeconds ?? null,
        },
      },
    },
    roster: { hours_per_week: number(form.hoursPerWeek) ?? null },
    in_house: {
      salary: number(form.salary) ?? null,
      // One field for both: what comes on top of pay.
      ...(burden !== undefined && { benefits: 0, taxes: burden }),
      turnover: part(form.turnover) ?? null,
    },
    vendor: { price: price === undefined ? null : priceOf(form.priceKind, price) },
    needs: {
      product: form.product,
      around_the_clock: form.days === "always",
      sensitive_data: form.sensitive,
      languages: whole(form.languages),
      budget: number(form.budget) ?? null,
    },
    scenarios: scenariosOf(form),
  };
}

function priceOf(kind: PlanForm["priceKind"], price: number): Schemas["PlanPrice"] {
  if (kind === "per_ticket") return { per_ticket: price };
  return kind === "per_seat" ? { per_seat: price } : { per_hour: price };
}

function scaled(text: string, factor: number): number | undefined {
  const value = readNumber(text);
  return value === undefined ? undefined : value * factor;
}

function whole(text: string): number | null {
  const value = readNumber(text);
  return value === undefined ? null : Math.max(1, Math.round(value));
}

/** Opening hours as the server has them: minutes of the day for each day from Monday. */
export function openingOf(form: PlanForm): ([number, number] | null)[] {
  if (form.days === "always") return Array.from({ length: 7 }, () => [0, 1440]);
  const hour = (text: string, usual: number) => Math.min(24, Math.max(0, readNumber(text) ?? usual)) * 60;
  const from = Math.round(hour(form.from, 8));
  const until = Math.round(hour(form.until, 18));
  const last = { weekdays: 4, saturday: 5, week: 6 }[form.days];
  return Array.from({ length: 7 }, (_, day) => (day <= last ? [from, until] : null));
}

/** What is shown beside the plan. Opening on Sunday is a question only where it is closed then. */
function scenariosOf(form: PlanForm): Schemas["PlanScenario"][] {
  const [monday, , , , , , sunday] = openingOf(form);
  return [
    { name: "more_customers", changes: [{ customers: 1.2 }] },
    { name: "bot", changes: [{ bot: 0.15 }] },
    { name: "fast_mail", changes: [{ mail_within_hours: 1 }] },
    ...(sunday || !monday ? [] : [{ name: "sunday", changes: [{ open_sunday: [...monday] }] }]),
    { name: "two_leave", changes: [{ agents_leave: 2 }] },
  ];
}
