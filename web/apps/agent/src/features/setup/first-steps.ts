import { api, unwrap, type FirstStepsView } from "@rapport/api";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Bell, Inbox, MessageSquareText, Palette, Send, UserPlus, Users, type LucideIcon } from "lucide-react";
import type { MessageKey } from "@/i18n";
import { useCan } from "@/shared/session";

export const firstStepsQuery = queryOptions({
  queryKey: ["first_steps"],
  queryFn: ({ signal }): Promise<FirstStepsView> => unwrap(api.GET("/api/v1/first-steps", { signal })),
});

export interface Step {
  key: Exclude<keyof FirstStepsView, "dismissed">;
  icon: LucideIcon;
  title: MessageKey;
  about: MessageKey;
  action: MessageKey;
  to: string;
}

/** What there is to do on the first day, in the order in which it helps most. */
export const STEPS: Step[] = [
  {
    key: "inbox",
    icon: Inbox,
    title: "start.inbox",
    about: "start.inboxAbout",
    action: "start.inboxAction",
    to: "/settings/inboxes/new",
  },
  {
    key: "answer",
    icon: Send,
    title: "start.answer",
    about: "start.answerAbout",
    action: "start.answerAction",
    to: "/conversations",
  },
  {
    key: "colleague",
    icon: UserPlus,
    title: "start.colleague",
    about: "start.colleagueAbout",
    action: "start.colleagueAction",
    to: "/settings/agents",
  },
  {
    key: "team",
    icon: Users,
    title: "start.team",
    about: "start.teamAbout",
    action: "start.teamAction",
    to: "/settings/teams",
  },
  {
    key: "saved_reply",
    icon: MessageSquareText,
    title: "start.savedReply",
    about: "start.savedReplyAbout",
    action: "start.savedReplyAction",
    to: "/settings/saved-replies",
  },
  {
    key: "settings",
    icon: Palette,
    title: "start.settings",
    about: "start.settingsAbout",
    action: "start.settingsAction",
    to: "/settings/brands",
  },
  {
    key: "notifications",
    icon: Bell,
    title: "start.notifications",
    about: "start.notificationsAbout",
    action: "start.notificationsAction",
    to: "/settings/notifications",
  },
];

export interface FirstSteps {
  steps: FirstStepsView;
  done: number;
  /** Whether there is something left to do, and nobody put the list away. */
  open: boolean;
}

/** How far the organisation is; nothing for those who may not change its settings. */
export function useFirstSteps(): FirstSteps | undefined {
  const may = useCan()("organisation.manage");
  const { data } = useQuery({ ...firstStepsQuery, enabled: may });
  if (!may || !data) return undefined;
  const done = STEPS.filter((step) => data[step.key]).length;
  return { steps: data, done, open: !data.dismissed && done < STEPS.length };
}
