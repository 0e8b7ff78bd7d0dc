import type { FrameReady, HostHello, ToFrame, ToHost } from "../bridge.ts";
import type { SiteView } from "../chat/protocol.ts";
import { el } from "./dom.ts";

export interface Frame {
  element: HTMLIFrameElement;
  tell: (message: ToFrame) => void;
  /** Whether anything was heard of it. */
  alive: () => boolean;
}

/**
 * The frame, and the only way to it. The frame's script says that it is there; it is answered with the port through which
 * everything else goes. What was said before waits.
 */
export function createFrame(
  base: string,
  site: SiteView,
  hello: () => HostHello,
  heard: (message: ToHost) => void,
): Frame {
  const { origin } = new URL(base);
  let waiting: ToFrame[] = [];
  let port: MessagePort | undefined;
  const element = el("iframe", {
    title: `Chat: ${site.brand.name}`,
    allow: "autoplay; clipboard-write",
    // The frame checks by it who speaks to it.
    src: `${base}/chat/${site.key}#${location.origin}`,
  });
  const listen = (event: MessageEvent<FrameReady | undefined>): void => {
    const target = element.contentWindow;
    if (!target || event.source !== target || event.origin !== origin || event.data?.rapport !== "ready") return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }: MessageEvent<ToHost>) => heard(data);
    target.postMessage(hello(), origin, [channel.port2]);
    for (const message of waiting) port.postMessage(message);
    waiting = [];
  };
  addEventListener("message", listen);

  return {
    element,
    tell(message) {
      if (port) port.postMessage(message);
      else waiting.push(message);
    },
    alive: () => !!port,
  };
}
