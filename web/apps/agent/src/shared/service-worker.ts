/**
 * The page's side of the service worker: registers it, notices new versions, and changes to them when that disturbs
 * nobody. Without one (plain HTTP, a browser that forbids it) everything works, only not without a network.
 */
import { useSyncExternalStore } from "react";

/** Whoever leaves a window open for days still gets new versions. */
const LOOK_EVERY_MS = 60 * 60_000;

let registration: Promise<ServiceWorkerRegistration | undefined> | undefined;
let waiting: ServiceWorker | undefined;
/** This page asked for the change, so it is the one to load anew. */
let changing = false;
const listeners = new Set<() => void>();

function container(): ServiceWorkerContainer | undefined {
  // Not there on plain HTTP.
  return (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
}

/** Registers the worker once; undefined where there cannot be one. Others (push) build on the same registration. */
export function registerServiceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  registration ??= register();
  return registration;
}

async function register(): Promise<ServiceWorkerRegistration | undefined> {
  const workers = container();
  // While developing, files change under the same names.
  if (!workers || import.meta.env.DEV) return undefined;
  try {
    const made = await workers.register("/sw.js", { scope: "/", updateViaCache: "none" });
    follow(workers, made);
    return made;
  } catch {
    // Forbidden by the browser, or the server has just gone: the application works without.
    return undefined;
  }
}

function follow(workers: ServiceWorkerContainer, made: ServiceWorkerRegistration): void {
  const noticed = () => {
    // The first one replaces nothing.
    if (made.waiting && workers.controller) setWaiting(made.waiting);
  };
  noticed();
  made.addEventListener("updatefound", () => {
    const fresh = made.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed") noticed();
    });
  });
  workers.addEventListener("controllerchange", () => {
    if (changing) location.reload();
    // Another tab changed: this one goes on with what it has, and its next address brings the new version.
    else if (waiting) setWaiting(undefined);
  });
  setInterval(() => lookForUpdate(), LOOK_EVERY_MS);
}

function setWaiting(next: ServiceWorker | undefined): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Asks the server for a newer version, for instance after it was away: perhaps it was exchanged. */
export function lookForUpdate(): void {
  void registration?.then((made) => made?.update()).catch(() => undefined);
}

/** Whether a new version waits to be used. */
export function useUpdateWaiting(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== undefined,
  );
}

/** Changes to the new version now. */
export function takeNewVersion(): void {
  changing = true;
  waiting?.postMessage("take over");
}

/**
 * Whether the reader is in the middle of something. Drafts and what was sent are written down anyway, and a form is left
 * behind with its page; what stands above the pages is not.
 */
function inTheMiddle(): boolean {
  const at = document.activeElement;
  const writing = at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"));
  return writing || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** A new address, which one waits for anyway, is the moment to change, unless it would tear somebody out of something. */
export function changeVersionQuietly(): void {
  if (waiting && !inTheMiddle()) takeNewVersion();
}
