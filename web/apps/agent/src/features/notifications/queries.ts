import { api, unwrap, type NotificationView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";

const KEY = ["notifications"] as const;

/** How many wait; counted by the server up to 100. */
export const unreadQuery = queryOptions({
  queryKey: [...KEY, "count"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/notifications/count", { signal }))).unread,
});

/** The newest ones: what is older is found in the conversations themselves. */
export const notificationsQuery = queryOptions({
  queryKey: [...KEY, "list"],
  queryFn: async ({ signal }): Promise<NotificationView[]> => {
    const page = await unwrap(api.GET("/api/v1/notifications", { params: { query: { limit: 30 } }, signal }));
    return page.items;
  },
});

/** Something came or was read, maybe in another window. */
export function refreshNotifications(): void {
  void queryClient.invalidateQueries({ queryKey: KEY });
}

/** Everything up to the newest one that was on screen; what arrives meanwhile stays unread. */
export async function markAllRead(shown: NotificationView[]): Promise<void> {
  const until = shown[0]?.created_at;
  if (until === undefined) return;
  await unwrap(api.POST("/api/v1/notifications/read", { body: { until } }));
  refreshNotifications();
}

/** One that was opened. Opening its conversation reads it too, but only once that is loaded. */
export async function markRead(id: number): Promise<void> {
  await unwrap(api.POST("/api/v1/notifications/read", { body: { ids: [id] } }));
  refreshNotifications();
}
