import { useState } from "react";
import { useConnectionTest } from "./connection-test";
import { checkForm, type FormProblems, type InboxForm } from "./form-state";

/** What the form of a new inbox and that of an existing one have in common: changing it, checking it, trying the connection. */
export function useInboxForm(form: InboxForm, onChange: (form: InboxForm) => void, inbox?: number) {
  const [problems, setProblems] = useState<FormProblems>({});
  const test = useConnectionTest(form, inbox);
  return {
    problems,
    test,
    /** Shows what is wrong; true when nothing is. */
    check: (): boolean => {
      const found = checkForm(form);
      setProblems(found);
      return Object.keys(found).length === 0;
    },
    set: (change: Partial<InboxForm>): void => {
      // A result says nothing about settings that were changed after it.
      test.reset();
      onChange({ ...form, ...change });
    },
  };
}
