import { useState } from "preact/hooks";
import { useUi } from "../context.ts";

/** What is being written, by conversation; it is still there after a reload. */
export function useDraft(conversation: string | undefined): [string, (text: string) => void] {
  const { storage } = useUi();
  const [, render] = useState({});
  const drafts = storage.get<Record<string, string>>("drafts") ?? {};
  const key = conversation ?? "new";
  return [
    drafts[key] ?? "",
    (text) => {
      const { [key]: _before, ...others } = drafts;
      storage.set("drafts", text === "" ? others : { ...others, [key]: text });
      render({});
    },
  ];
}
