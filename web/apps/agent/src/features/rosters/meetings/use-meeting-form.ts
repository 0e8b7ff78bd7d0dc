import { api, unwrap } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { refresh, weekQuery } from "../queries";
import { dayOf, mondayOf, timeOf, timesOn, type Meeting } from "../week";
import { standingOf, type Standing } from "./reading";
import { useNames } from "./use-names";

/** Who is not at work then must be read, and may be several. */
const READ_MS = 9000;

interface Form {
  kind: string;
  title: string;
  day: string;
  from: string;
  to: string;
  agents: ReadonlySet<number>;
}

function formOf(meeting: Meeting | undefined, day: string): Form {
  return {
    kind: meeting?.kind ?? "meeting",
    title: meeting?.title ?? "",
    day: meeting ? dayOf(meeting) : day,
    from: meeting ? timeOf(meeting.local_start) : "10:00",
    to: meeting ? timeOf(meeting.local_end) : "10:30",
    agents: new Set(meeting?.agents),
  };
}

/** A meeting as it is written, who could take part in it, and how it is saved. */
export function useMeetingForm(meeting: Meeting | undefined, day: string, onSaved: () => void) {
  const [form, setForm] = useState(() => formOf(meeting, day));
  const { people, nameOf, standing } = useCandidates(form, day, meeting);
  const said = useSaid(meeting, nameOf);
  const save = useMutation({
    mutationFn: () => {
      // Who took part and is no agent any more would be refused, so those who stay are not named again.
      const stay = meeting?.agents.length === form.agents.size && meeting.agents.every((id) => form.agents.has(id));
      const body = {
        kind: form.kind,
        title: form.title.trim(),
        ...timesOn(form.day, form.from, form.to),
        ...(!stay && { agents: [...form.agents] }),
      };
      return meeting
        ? unwrap(api.PATCH("/api/v1/workforce/meetings/{id}", { params: { path: { id: meeting.id } }, body }))
        : unwrap(api.POST("/api/v1/workforce/meetings", { body }));
    },
    onSuccess: (answer) => {
      said(answer.meeting.title, answer.not_at_work);
      onSaved();
      return refresh();
    },
  });
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));
  return { form, change, people, standing, save };
}

/** Who could take part, and whether they are at work at the time of the form. */
function useCandidates({ day, from, to }: Form, firstDay: string, meeting: Meeting | undefined) {
  // A day that is half typed is none.
  const settled = useDebounced(day || firstDay, 300);
  const { data: week, isPlaceholderData } = useQuery({
    ...weekQuery(mondayOf(settled)),
    placeholderData: keepPreviousData,
  });
  const nameOf = useNames(week?.people);
  const others = meeting?.agents.filter((agent) => !week?.people.some(({ id }) => id === agent)) ?? [];
  const known = week && !isPlaceholderData && settled === day && from !== "" && to !== "";
  const standing = (agent: number): Standing | undefined => {
    if (!known) return undefined;
    const { start, end } = timesOn(day, from, to);
    return standingOf(week, agent, { local_start: start, local_end: end });
  };
  return { people: week && [...week.people, ...others.map((id) => ({ id, name: nameOf(id) }))], nameOf, standing };
}

/** Says that a meeting is saved, and who has no shift then. */
function useSaid(meeting: Meeting | undefined, nameOf: (agent: number) => string) {
  const { t, list } = useI18n();
  return (title: string, notAtWork: readonly number[]) => {
    const message = t(meeting ? "rosters.meetingChanged" : "rosters.meetingPlanned", { title });
    if (notAtWork.length === 0) {
      showToast({ tone: "success", message });
      return;
    }
    const names = list(notAtWork.map(nameOf));
    showToast({
      tone: "info",
      message: `${message} ${t("rosters.meetingWithoutShift", { names })}`,
      duration: READ_MS,
    });
  };
}
