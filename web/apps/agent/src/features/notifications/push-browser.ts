/** This browser's side of pushes: what it can, what it was allowed, and its subscription. */
import { api, unwrap, type PushView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";
import { registerServiceWorker } from "@/shared/service-worker";
import type { PushSignal } from "@/sw/push";
import { notificationsQuery } from "./queries";

/** Whose pushes this browser takes, so that it can renew them by itself for them and for nobody else. */
const OWNER_KEY = "rapport.push";

export const pushQuery = queryOptions({
  queryKey: ["push"],
  queryFn: ({ signal }): Promise<PushView> => unwrap(api.GET("/api/v1/me/push", { signal })),
  staleTime: 0,
});

export type Support = "supported" | "insecure" | "add-to-home" | "unsupported";

/** Whether pushes can work here, and if not, why. */
export function support(): Support {
  if (!window.isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "supported";
  // Apple gives pushes to installed applications alone.
  const apple = /iPhone|iPad/u.test(navigator.userAgent) || /^Mac/u.test(navigator.platform);
  return apple && navigator.maxTouchPoints > 1 ? "add-to-home" : "unsupported";
}

async function ownSubscription(): Promise<PushSubscription | undefined> {
  if (support() !== "supported") return undefined;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** Whether this browser takes pushes at all. */
export async function hasOwnSubscription(): Promise<boolean> {
  return Notification.permission === "granted" && (await ownSubscription()) !== undefined;
}

/** The line of this browser in what the server knows; undefined while it is off here. */
export async function ownLine(push: PushView): Promise<PushView["subscriptions"][number] | undefined> {
  const own = await ownSubscription();
  return own && push.subscriptions.find(({ endpoint }) => endpoint === own.endpoint);
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function sameKey(subscription: PushSubscription, publicKey: string): boolean {
  const key = subscription.options.applicationServerKey;
  if (!key) return false;
  const [ours, theirs] = [bytes(publicKey), new Uint8Array(key)];
  return ours.length === theirs.length && ours.every((byte, index) => byte === theirs[index]);
}

export class PushRefused extends Error {
  constructor(readonly reason: "blocked" | "dismissed" | "no-worker" | "no-service") {
    super(reason);
  }
}

/** Asks for the permission (call it from a click) and subscribes. */
export async function turnOn(agentId: number): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new PushRefused(permission === "denied" ? "blocked" : "dismissed");
  await subscribe(agentId);
}

async function subscribe(agentId: number): Promise<void> {
  const { public_key: publicKey } = await queryClient.fetchQuery(pushQuery);
  const registration = await registerServiceWorker();
  if (!registration) throw new PushRefused("no-worker");
  const present = await registration.pushManager.getSubscription();
  // One that was made with another key is of no use any more, and stands in the way of a new one.
  if (present && !sameKey(present, publicKey)) await present.unsubscribe();
  const made = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: bytes(publicKey) })
    .catch(() => undefined);
  if (!made) throw new PushRefused("no-service");
  const { endpoint, keys } = made.toJSON();
  const body = { endpoint: endpoint ?? "", p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" };
  await unwrap(api.POST("/api/v1/me/push/subscriptions", { body }));
  localStorage.setItem(OWNER_KEY, String(agentId));
  await queryClient.invalidateQueries({ queryKey: pushQuery.queryKey });
}

/** Ends the pushes to this browser, here and at the server. */
export async function turnOff(id: number): Promise<void> {
  localStorage.removeItem(OWNER_KEY);
  await remove(id);
  const own = await ownSubscription();
  await own?.unsubscribe();
}

/** Ends the pushes to one of one's browsers, maybe one that is not at hand. */
export async function remove(id: number): Promise<void> {
  await unwrap(api.DELETE("/api/v1/me/push/subscriptions/{id}", { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: pushQuery.queryKey });
}

/**
 * Who turned pushes on here and signed in again wants them again: they ended with the session. Another agent, who signs in
 * to the same browser, was never asked.
 */
export async function renew(agentId: number): Promise<void> {
  if (localStorage.getItem(OWNER_KEY) !== String(agentId)) return;
  if (support() !== "supported" || Notification.permission !== "granted") return;
  const push = await queryClient.fetchQuery(pushQuery);
  const own = await ownSubscription();
  if (own && sameKey(own, push.public_key) && (await ownLine(push))) return;
  await subscribe(agentId);
}

/** Hears what the service worker says to this page. A click on a notification is answered, or else it would load us anew. */
export function onSignal(hear: (signal: PushSignal) => void): () => void {
  if (!("serviceWorker" in navigator)) return () => undefined;
  const listener = (event: MessageEvent) => {
    const signal = event.data as Partial<PushSignal> | null;
    if (signal?.type !== "push-test" && signal?.type !== "push-open") return;
    event.ports[0]?.postMessage("here");
    hear(signal as PushSignal);
  };
  navigator.serviceWorker.addEventListener("message", listener);
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener("message", listener);
}

/** Takes messages of the system away whose notifications were read, here or elsewhere. */
export async function closeRead(): Promise<void> {
  if (support() !== "supported") return;
  const registration = await navigator.serviceWorker.getRegistration();
  const shown = ((await registration?.getNotifications()) ?? []).filter(({ tag }) => /^n\d+$/u.test(tag));
  if (shown.length === 0) return;
  const listed = await queryClient.fetchQuery({ ...notificationsQuery, staleTime: 0 });
  const read = new Set(listed.filter((one) => one.read_at != null).map((one) => `n${String(one.id)}`));
  for (const one of shown) if (read.has(one.tag)) one.close();
}
