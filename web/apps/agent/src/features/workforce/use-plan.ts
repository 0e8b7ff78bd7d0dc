import { api, unwrap } from "@rapport/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { planRequest, wrongFields, type PlanForm, type PlanRequest, type PlanView } from "./form";
import { measuredOf } from "./own-history";
import { historyQuery } from "./queries";

export interface PlanOptions {
  /** Whether the reader is signed in; who is not uses the calculators alone. */
  signedIn: boolean;
  /** Whether the reader may see what was counted here. */
  counts: boolean;
  /** Whether the plan is made from what was counted. */
  own: boolean;
  /** Whether a plan is wanted now; it is when this is left out. */
  enabled?: boolean;
}

/** The plan of a form that stands still, and what was counted where it is made from that. */
export function usePlan(form: PlanForm, { signedIn, counts, own: wanted, enabled = true }: PlanOptions) {
  const own = useQuery({
    ...historyQuery({ inbox: form.ownInbox }),
    enabled: enabled && counts && form.own,
  });
  const history = counts && wanted ? own.data : undefined;
  const measured = history && measuredOf(history);
  const request = planRequest(form, measured);
  // While it is being counted, the example would only flash by.
  const ready = enabled && wrongFields(form).size === 0 && !(counts && form.own && own.isPending);
  const query = useQuery({
    queryKey: ["workforce", "plan", signedIn, request],
    queryFn: ({ signal }) => ask(signedIn, request, signal),
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return { own, history, measured, query };
}

function ask(signedIn: boolean, body: PlanRequest, signal: AbortSignal): Promise<PlanView> {
  return signedIn
    ? unwrap(api.POST("/api/v1/workforce/plan", { body, signal }))
    : unwrap(api.POST("/api/v1/workforce/public-plan", { body, signal }));
}
