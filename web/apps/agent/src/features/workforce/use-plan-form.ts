import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { changedFields, formOf, searchOf } from "./address";
import type { PlanForm } from "./form";

/** Milliseconds that the fields stand still before the plan is asked for and written into the address. */
const PAUSE = 250;

interface PlanFormState {
  form: PlanForm;
  /** The form once it has stood still for a while. */
  settled: PlanForm;
  setForm: (form: PlanForm) => void;
}

/**
 * The form, which is in the address as well, so that it can be shared. Typing on in one field changes the present
 * address; another field makes a new one, so that "back" takes back one field at a time.
 */
export function usePlanForm(): PlanFormState {
  const router = useRouter();
  const navigate = useNavigate();
  const [form, setForm] = useState(() => formOf(router.state.location.search));
  const settled = useDebounced(form, PAUSE);
  const address = useRef(searchOf(form));
  const field = useRef<string>(undefined);

  useEffect(
    () =>
      router.history.subscribe(({ action, location }) => {
        if (action.type === "PUSH" || action.type === "REPLACE") return;
        if (location.pathname !== router.state.location.pathname) return;
        const next = formOf(router.options.parseSearch?.(location.search) ?? {});
        address.current = searchOf(next);
        field.current = undefined;
        setForm(next);
      }),
    [router],
  );

  useEffect(() => {
    const search = searchOf(settled);
    const changed = changedFields(search, address.current);
    if (changed.length === 0) return;
    const [only] = changed;
    const replace = changed.length === 1 && only === field.current;
    field.current = changed.length === 1 ? only : undefined;
    address.current = search;
    void navigate({ to: ".", search: () => search, replace, resetScroll: false });
  }, [settled, navigate]);

  return { form, settled, setForm };
}
