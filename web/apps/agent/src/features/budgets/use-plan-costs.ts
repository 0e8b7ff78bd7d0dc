import { formOf, isExample, usePlan, type PlanSearch } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { useCan } from "@/shared/session";

export interface PlanCosts {
  /** What a team of one's own costs in the year, item by item, named as the planner does; undefined until it is known. */
  lines: { name: string; planned: number }[] | undefined;
  yearly: number;
  isLoading: boolean;
  error: unknown;
}

/** The costs of the plan in the address; undefined when there is none that can be made. */
export function usePlanCosts(search: PlanSearch): PlanCosts | undefined {
  const { tCode } = useI18n();
  const counts = useCan()("conversations.read");
  const form = formOf(search);
  const own = counts && form.own;
  const enabled = !isExample(form) || own;
  const plan = usePlan(form, { signedIn: true, counts, own: form.own, enabled });
  const isLoading = plan.query.isLoading || (own && plan.own.isLoading);
  const { data, error } = plan.query;
  if (!enabled || (!data && !isLoading && !error)) return undefined;
  const lines = data?.options
    .find(({ option }) => option === "in_house")
    ?.lines.map(({ item, yearly }) => ({ name: tCode("workforce.item", item, item), planned: Math.round(yearly) }))
    .filter(({ planned }) => planned > 0);
  const yearly = (lines ?? []).reduce((sum, { planned }) => sum + planned, 0);
  return { lines, yearly, isLoading, error };
}
