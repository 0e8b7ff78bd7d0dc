import {
  api,
  unwrap,
  type NotificationSettingsView,
  type NotificationWaysView,
  type QuietHoursBody,
} from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";

export type Way = "in_app" | "push" | "sound";
export const WAYS: readonly Way[] = ["in_app", "push", "sound"];

export const settingsQuery = queryOptions({
  queryKey: ["notification-settings"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/notification-settings", { signal })),
});

function put(settings: NotificationSettingsView): void {
  queryClient.setQueryData(settingsQuery.queryKey, settings);
}

/** Takes effect at once on the screen, and is taken back there when the server refuses. */
export async function choose(kind: NotificationWaysView["kind"], way: Way, on: boolean): Promise<void> {
  await queryClient.cancelQueries({ queryKey: settingsQuery.queryKey });
  const before = queryClient.getQueryData(settingsQuery.queryKey);
  if (before) {
    put({ ...before, events: before.events.map((event) => (event.kind === kind ? { ...event, [way]: on } : event)) });
  }
  try {
    put(await unwrap(api.PATCH("/api/v1/me/notification-settings", { body: { events: [{ kind, [way]: on }] } })));
  } catch (error) {
    if (before) put(before);
    throw error;
  }
}

export async function saveQuietHours(hours: QuietHoursBody): Promise<void> {
  put(await unwrap(api.PATCH("/api/v1/me/notification-settings", { body: { events: [], quiet_hours: hours } })));
}
