import type { HostHello, ToFrame, ToHost } from "../bridge.ts";

export interface Host {
  tell(message: ToHost): void;
  listen(listener: (message: ToFrame) => void): void;
}

/**
 * Makes contact with the page around the frame. Nothing counts that was not said by the parent window *and* from the
 * origin that the frame was opened for; where there is no such page (the address opened by itself), there is no host.
 */
export function meetHost(): Promise<{ host: Host; hello: HostHello } | undefined> {
  const origin = decodeURIComponent(location.hash.slice(1));
  if (window.parent === window || !/^https?:\/\/[^/]+$/.test(origin)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    addEventListener("message", (event: MessageEvent<HostHello | undefined>) => {
      const [port] = event.ports;
      if (event.source !== window.parent || event.origin !== origin || event.data?.rapport !== "hello" || !port) return;
      resolve({
        hello: event.data,
        host: {
          tell: (message) => port.postMessage(message),
          listen: (listener) => {
            port.onmessage = ({ data }: MessageEvent<ToFrame>) => listener(data);
          },
        },
      });
    });
    window.parent.postMessage({ rapport: "ready" }, origin);
  });
}
