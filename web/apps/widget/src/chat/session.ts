import { Problem, proving, type Api } from "./api.ts";
import type { PageRequest, Proof, Utm, VisitorSessionView } from "./protocol.ts";
import type { Storage } from "./storage.ts";

interface VisitorRequest {
  token?: string;
  identity?: string;
  locale: string;
  page: PageRequest;
  utm?: Utm;
  browser?: string;
  proof?: Proof;
}

export interface SessionOptions {
  api: Api;
  storage: Storage;
  siteKey: string;
  /** What is said of the visitor besides who they are. */
  about: () => Omit<VisitorRequest, "token" | "identity" | "proof">;
  /** A session began, or was found again. */
  began: (session: VisitorSessionView) => void;
}

export interface Session {
  token(): string | undefined;
  /** Becomes a visitor, or comes back as one. Once, however many ask. */
  ensure(): Promise<void>;
  /** Says who the visitor is; `null` signs out and forgets the visitor: another customer may be next at this browser. */
  identify(jwt: string | null): Promise<void>;
  /** The server knows the token no more. */
  forget(): void;
}

const TOKEN = "token";

export function createSession({ api, storage, siteKey, about, began }: SessionOptions): Session {
  let identity: string | undefined;
  let known = false;
  let underway: Promise<void> | undefined;

  const token = () => storage.get<string>(TOKEN);

  const enterAs = (session: VisitorSessionView): void => {
    storage.set(TOKEN, session.token);
    known = true;
    began(session);
  };

  const enter = async (proof?: Proof): Promise<void> => {
    const held = token();
    const body: VisitorRequest = {
      ...about(),
      ...(held && { token: held }),
      ...(identity && { identity }),
      ...(proof && { proof }),
    };
    const path = `/sites/${encodeURIComponent(siteKey)}/visitors`;
    enterAs(await api.request<VisitorSessionView>("POST", path, { body }));
  };

  /** What stands in the way can be moved: a token or an identity that is worth nothing. */
  const persist = async (): Promise<void> => {
    try {
      await proving(enter);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "visitor_unknown" && token()) {
        storage.set(TOKEN, undefined);
        return persist();
      }
      if (error.code === "identity_invalid" && identity) {
        console.warn("rapport: the identity was refused:", error.detail);
        identity = undefined;
        return persist();
      }
      throw error;
    }
  };

  const ensure = (): Promise<void> => {
    if (known) return Promise.resolve();
    underway ??= persist().finally(() => (underway = undefined));
    return underway;
  };

  const forget = (): void => {
    known = false;
    storage.set(TOKEN, undefined);
  };

  return {
    token,
    ensure,
    forget,
    async identify(jwt) {
      const before = identity;
      identity = jwt ?? undefined;
      if (!known || (jwt !== null && jwt === before)) return;
      const signing = api.request<VisitorSessionView>("PUT", "/me/identity", { body: { identity: jwt } });
      if (jwt !== null) return enterAs(await signing);
      await signing.catch(() => undefined);
      forget();
    },
  };
}
