import { Checkbox, cx, Field, Input, Select } from "@rapport/ui";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import { ASSUMED, ASSUMED_MIX, CHANNELS, EXAMPLE, type Channel, type PlanForm } from "./form";

export interface InputsProps {
  form: PlanForm;
  onChange: (form: PlanForm) => void;
  /** Why a field was refused, by its name. */
  problem: (field: string) => string | undefined;
  /** What was counted and stands in for fields that are left empty. */
  measured?: Partial<Record<keyof PlanForm, number>> | undefined;
  /** How contacts were spread over channels, as shares. */
  measuredMix?: Record<Channel, number> | undefined;
  /** What stands above the fields. */
  children?: ReactNode;
}

type NumberKey = {
  [Key in keyof PlanForm]: PlanForm[Key] extends string ? Key : never;
}[keyof PlanForm];

/** The three numbers, and behind them everything else, level by level. */
export function Inputs({ form, onChange, problem, measured, measuredMix, children }: InputsProps) {
  const { t, number } = useI18n();
  const set = (change: Partial<PlanForm>) => onChange({ ...form, ...change });
  const field = (name: NumberKey, label: MessageKey, hint?: MessageKey, example?: number) => {
    const counted = measured?.[name];
    const assumed = counted ?? (measured ? undefined : example) ?? ASSUMED[name];
    return (
      <Field
        label={t(label)}
        error={problem(name)}
        {...(counted !== undefined && form[name] === "" && { aside: t("workforce.measured") })}
        {...(hint !== undefined && { hint: t(hint) })}
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          value={form[name]}
          placeholder={assumed === undefined ? undefined : number(assumed)}
          onChange={(event) => set({ [name]: event.target.value })}
          className="tabular-nums"
        />
      </Field>
    );
  };
  return (
    <form
      aria-label={t("workforce.inputs")}
      onSubmit={(event) => event.preventDefault()}
      className="flex flex-col print:hidden"
    >
      {children}
      <div className="flex flex-col gap-3 pb-4">
        {field("tickets", "workforce.tickets", "workforce.ticketsHint", EXAMPLE.customers * EXAMPLE.incident_rate)}
        {field("customers", "workforce.customers", "workforce.customersHint", EXAMPLE.customers)}
        {field("incidentRate", "workforce.incidentRate", "workforce.incidentRateHint", EXAMPLE.incident_rate)}
      </div>
      <Level title={t("workforce.level.opening")}>
        <Field label={t("workforce.days")}>
          <Select value={form.days} onChange={(event) => set({ days: event.target.value as PlanForm["days"] })}>
            {(["weekdays", "saturday", "week", "always"] as const).map((days) => (
              <option key={days} value={days}>
                {t(`workforce.days.${days}`)}
              </option>
            ))}
          </Select>
        </Field>
        {form.days !== "always" && (
          <Pair>
            {field("from", "workforce.from")}
            {field("until", "workforce.until")}
          </Pair>
        )}
      </Level>
      <Level title={t("workforce.level.channels")}>
        <p className="text-xs text-muted">{t(measuredMix ? "workforce.mixMeasured" : "workforce.mixAbout")}</p>
        {CHANNELS.map((channel) => (
          <label key={channel} className="flex items-center justify-between gap-3 text-sm">
            {t(`workforce.channel.${channel}`)}
            <span className="flex items-center gap-1.5 text-muted">
              <Input
                inputMode="decimal"
                value={form.mix[channel]}
                placeholder={number(measuredMix ? Math.round(measuredMix[channel] * 1000) / 10 : ASSUMED_MIX[channel])}
                aria-invalid={problem(`mix.${channel}`) !== undefined || undefined}
                onChange={(event) => set({ mix: { ...form.mix, [channel]: event.target.value } })}
                className="w-20! text-right tabular-nums"
              />
              %
            </span>
          </label>
        ))}
        {problem("mix") !== undefined && <p className="text-xs text-danger">{problem("mix")}</p>}
      </Level>
      <Level title={t("workforce.level.targets")}>
        <Pair>
          {field("phoneShare", "workforce.phoneShare")}
          {field("phoneSeconds", "workforce.phoneSeconds")}
          {field("chatSeconds", "workforce.chatSeconds")}
          {field("mailHours", "workforce.mailHours")}
        </Pair>
      </Level>
      <Level title={t("workforce.level.work")}>
        <Pair>
          {field("phoneMinutes", "workforce.phoneMinutes")}
          {field("mailMinutes", "workforce.mailMinutes")}
          {field("chatMinutes", "workforce.chatMinutes")}
          {field("chatsAtOnce", "workforce.chatsAtOnce")}
          {field("bot", "workforce.bot")}
          {field("hoursPerWeek", "workforce.hoursPerWeek")}
          {field("shrinkage", "workforce.shrinkage")}
        </Pair>
        <p className="text-xs text-faint">{t("workforce.shrinkageHint")}</p>
      </Level>
      <Level title={t("workforce.level.costs")}>
        <p className="text-xs text-muted">{t("workforce.costsAbout")}</p>
        {field("salary", "workforce.salary")}
        <Pair>
          {field("burden", "workforce.burden")}
          {field("turnover", "workforce.turnover")}
        </Pair>
        <Field label={t("workforce.price")} error={problem("price")}>
          <Input
            inputMode="decimal"
            value={form.price}
            placeholder={form.priceKind === "per_hour" ? number(18) : undefined}
            onChange={(event) => set({ price: event.target.value })}
          />
        </Field>
        <Field label={t("workforce.priceKind")}>
          <Select
            value={form.priceKind}
            onChange={(event) => set({ priceKind: event.target.value as PlanForm["priceKind"] })}
          >
            {(["per_hour", "per_ticket", "per_seat"] as const).map((kind) => (
              <option key={kind} value={kind}>
                {t(`workforce.priceKind.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
      </Level>
      <Level title={t("workforce.level.needs")}>
        <Field label={t("workforce.product")}>
          <Select
            value={form.product}
            onChange={(event) => set({ product: event.target.value as PlanForm["product"] })}
          >
            {(["consumer", "software", "complex"] as const).map((product) => (
              <option key={product} value={product}>
                {t(`workforce.product.${product}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Pair>
          {field("languages", "workforce.languages")}
          {field("budget", "workforce.budget")}
        </Pair>
        <Checkbox
          label={t("workforce.sensitive")}
          checked={form.sensitive}
          onChange={(event) => set({ sensitive: event.target.checked })}
        />
      </Level>
    </form>
  );
}

function Level({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group border-t border-line last:border-b">
      <summary className="flex min-h-9 list-none items-center gap-1.5 py-2 text-sm font-medium hover:text-accent [&::-webkit-details-marker]:hidden">
        <ChevronRight size={14} aria-hidden className="text-faint transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="flex flex-col gap-3 pt-1 pb-4">{children}</div>
    </details>
  );
}

/** Short fields beside each other; their labels may be of different length, so the controls stand at the bottom. */
function Pair({ children }: { children: ReactNode }) {
  return <div className={cx("grid grid-cols-2 items-end gap-x-3 gap-y-3")}>{children}</div>;
}
