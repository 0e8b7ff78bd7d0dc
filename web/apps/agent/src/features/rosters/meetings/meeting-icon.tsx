import { GraduationCap, Presentation } from "lucide-react";
import type { Meeting } from "../week";

export interface MeetingIconProps {
  /** One, or those that one mark stands for. */
  of: readonly Pick<Meeting, "kind">[];
  size?: number;
  className?: string;
}

/** The mark of meetings, and of training where there is nothing else. What they are stands beside it in words. */
export function MeetingIcon({ of, size = 13, className }: MeetingIconProps) {
  const Icon = of.every(({ kind }) => kind === "training") ? GraduationCap : Presentation;
  return <Icon size={size} aria-hidden className={className} />;
}
