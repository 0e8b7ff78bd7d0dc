/**
 * Carries drafts between the browser and the server.
 *
 * The browser's copy is what the agent sees and never waits for the network. Each kind has a version on the server; who
 * writes names the one they know. When another device was faster, both texts are kept until the agent decides.
 */
import { api, ApiError, isApiError, unwrap, type DraftRequest, type DraftView } from "@rapport/api";
import {
  isEmptyPart,
  partOf,
  samePart,
  syncedOf,
  type Draft,
  type DraftCell,
  type DraftKind,
  type DraftPart,
} from "./drafts";

const SAVE_AFTER_MS = 1_000;
/** Who writes without a pause is saved now and then all the same. */
const SAVE_AT_LATEST_MS = 5_000;
const RETRY_AFTER_MS = 15_000;

export type SyncStatus =
  | "quiet"
  | "saved"
  /** The server cannot be reached; the browser has it. */
  | "waiting";

export interface SyncState {
  status: SyncStatus;
  /** What another device wrote meanwhile. */
  conflict: DraftView | undefined;
}

export interface DraftTransport {
  read: (kind: DraftKind) => Promise<DraftView | undefined>;
  write: (body: DraftRequest, last: boolean) => Promise<DraftView>;
  remove: (kind: DraftKind, last: boolean) => Promise<void>;
}

/** The real one. What is said last, while the page goes, must outlive it. */
export function draftTransport(conversationId: number): DraftTransport {
  const path = { id: conversationId };
  const url = "/api/v1/conversations/{id}/draft";
  return {
    read: async (kind) => {
      try {
        return await unwrap(api.GET(url, { params: { path, query: { kind } } }));
      } catch (error) {
        if (isApiError(error, "draft_not_found")) return undefined;
        throw error;
      }
    },
    write: (body, last) => unwrap(api.PUT(url, { params: { path }, body, keepalive: last })),
    remove: async (kind, last) => {
      await unwrap(api.DELETE(url, { params: { path, query: { kind } }, keepalive: last }));
    },
  };
}

/** What the server keeps, as parts of the browser's draft. */
function fromView(view: DraftView): DraftPart {
  if (view.kind === "note") return { note: view.text, noteAttachments: view.attachments };
  return {
    text: view.text,
    html: view.html ?? undefined,
    to: view.to ?? undefined,
    cc: view.cc ?? undefined,
    bcc: view.bcc.length > 0 ? view.bcc : undefined,
    attachments: view.attachments,
    seenSeq: view.expected_seq ?? undefined,
  };
}

function toRequest(draft: Draft, kind: DraftKind, version: number): DraftRequest {
  const ids = (files: { id: number }[]) => files.map((file) => file.id);
  if (kind === "note") return { kind, text: draft.note, attachment_ids: ids(draft.noteAttachments), bcc: [], version };
  return {
    kind,
    text: draft.text,
    html: draft.html ?? null,
    to: draft.to ?? null,
    cc: draft.cc ?? null,
    bcc: draft.bcc ?? [],
    attachment_ids: ids(draft.attachments),
    expected_seq: draft.seenSeq ?? null,
    version,
  };
}

/** Whether both say the same to a reader; the server may write the same HTML differently. */
function sameWords(draft: Draft, view: DraftView): boolean {
  const [text, files] = view.kind === "note" ? [draft.note, draft.noteAttachments] : [draft.text, draft.attachments];
  const ids = (all: { id: number }[]) => all.map((file) => file.id).join();
  return text.trim() === view.text.trim() && ids(files) === ids(view.attachments);
}

/** Escapes nothing twice: only used for words that have no HTML of their own. */
function asHtml(text: string): string {
  const box = document.createElement("div");
  return text
    .split("\n")
    .map((line) => {
      box.textContent = line;
      return `<div>${box.innerHTML || "<br>"}</div>`;
    })
    .join("");
}

/** Both texts, one below the other. */
function joined(draft: Draft, view: DraftView): DraftPart {
  if (view.kind === "note") {
    return {
      note: `${draft.note.trimEnd()}\n\n${view.text}`,
      noteAttachments: union(draft.noteAttachments, view.attachments),
    };
  }
  const formatted = draft.html !== undefined || view.html != null;
  return {
    text: `${draft.text.trimEnd()}\n\n${view.text}`,
    html: formatted ? `${draft.html ?? asHtml(draft.text)}<div><br></div>${view.html ?? asHtml(view.text)}` : undefined,
    attachments: union(draft.attachments, view.attachments),
  };
}

function union<T extends { id: number }>(a: readonly T[], b: readonly T[]): T[] {
  return [...a, ...b.filter((one) => !a.some((other) => other.id === one.id))];
}

/** Tried again by itself: the network, a proxy, a server that is being updated. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429);
}

/** Keeps the words of one kind in one conversation the same here and there. */
export class DraftSync {
  private state: SyncState = { status: "quiet", conflict: undefined };
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitsSince: number | undefined;
  private busy: Promise<void> | undefined;
  private held = false;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly kind: DraftKind,
    private readonly cell: DraftCell,
    private readonly transport: DraftTransport,
    /**
     * Whether a message of that kind waits to be sent: the server still has its words as a draft, and takes whatever
     * draft there is away when the message comes. Until then both sides are left alone.
     */
    private readonly waits: () => boolean = () => false,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): SyncState => this.state;

  start(): void {
    let part = partOf(this.cell.get(), this.kind);
    this.unsubscribe = this.cell.subscribe(() => {
      const next = partOf(this.cell.get(), this.kind);
      if (samePart(part, next)) return;
      part = next;
      if (this.synced.dirty) this.schedule();
    });
    void this.pull();
  }

  /** The screen goes: what is unsaved leaves at once. */
  stop(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    void this.push(true);
  }

  /** Another device wrote (or this one: then the version is known). */
  async hint(version: number | null | undefined): Promise<void> {
    await this.idle();
    if ((version ?? 0) !== this.synced.version) await this.pull();
  }

  /** Reads what the server has and brings both together. */
  readonly pull = async (): Promise<void> => {
    await this.idle();
    if (this.waits()) return;
    await this.alone(async () => {
      const there = await this.transport.read(this.kind);
      const { dirty, version } = this.synced;
      if (dirty) {
        if ((there?.version ?? 0) === version) this.schedule(0);
        else this.meet(there);
      } else if (there) {
        if (there.version !== version) this.take(there);
        this.say({ status: "saved" });
      } else if (!isEmptyPart(this.cell.get(), this.kind)) {
        // Either it was sent or deleted elsewhere, or it was written before there were drafts on the server.
        if (version > 0) this.clear();
        else this.mark(0, true);
        this.schedule(0);
      }
    });
  };

  /** Writes what is unsaved. */
  readonly push = async (last = false): Promise<void> => {
    clearTimeout(this.timer);
    this.timer = undefined;
    // A page that goes cannot wait for what is under way.
    if (!last) await this.idle();
    if (!this.synced.dirty || this.held || this.state.conflict) return;
    if (this.waits()) {
      this.say({ status: "waiting" });
      return;
    }
    await this.alone(() => this.write(last));
  };

  /**
   * Before sending: nothing may be written from here on, as it would come after the words were sent and bring them
   * back. `release` ends that.
   */
  async hold(): Promise<void> {
    this.held = true;
    clearTimeout(this.timer);
    await this.idle();
  }

  release(): void {
    this.held = false;
    if (this.synced.dirty) this.schedule();
    else this.say({ status: "quiet" });
  }

  /** The agent has decided between their two texts. */
  resolve(choice: "mine" | "theirs" | "both"): void {
    const { conflict } = this.state;
    if (!conflict) return;
    this.say({ conflict: undefined });
    if (choice === "theirs") {
      this.take(conflict);
      this.say({ status: "saved" });
      return;
    }
    this.mark(conflict.version, true);
    if (choice === "both") this.cell.change(joined(this.cell.get(), conflict));
    this.schedule(0);
  }

  private get synced() {
    return syncedOf(this.cell.get(), this.kind);
  }

  private async write(last: boolean): Promise<void> {
    const draft = this.cell.get();
    const before = partOf(draft, this.kind);
    const empty = isEmptyPart(draft, this.kind);
    let { version } = this.synced;
    if (!empty) version = (await this.transport.write(toRequest(draft, this.kind, version), last)).version;
    else if (version > 0) {
      await this.transport.remove(this.kind, last);
      version = 0;
    }
    const writtenOn = !samePart(before, partOf(this.cell.get(), this.kind));
    this.mark(version, writtenOn);
    this.say({ status: empty || writtenOn ? "quiet" : "saved" });
    if (writtenOn) this.schedule();
  }

  private async idle(): Promise<void> {
    // Others may have waited for the same request and have begun theirs.
    while (this.busy) await this.busy;
  }

  /** One request at a time; what went wrong decides what comes next. */
  private async alone(act: () => Promise<void>): Promise<void> {
    const run = act().catch((error: unknown) => {
      if (isApiError(error, "draft_changed")) {
        this.meet((error.problem?.current ?? undefined) as DraftView | undefined);
        return;
      }
      if (this.synced.dirty) this.say({ status: "waiting" });
      if (isPassing(error)) this.schedule(RETRY_AFTER_MS);
    });
    this.busy = run;
    await run;
    if (this.busy === run) this.busy = undefined;
  }

  /** There is something unsaved here, and another version there. */
  private meet(there: DraftView | undefined): void {
    const draft = this.cell.get();
    if (!there) {
      this.mark(0, true);
      this.schedule(0);
    } else if (sameWords(draft, there)) {
      this.mark(there.version, false);
      this.say({ status: "saved" });
    } else if (isEmptyPart(draft, this.kind)) this.take(there);
    else this.say({ conflict: there, status: "waiting" });
  }

  private take(view: DraftView): void {
    this.cell.adopt(this.kind, fromView(view), { version: view.version, dirty: false });
  }

  private clear(): void {
    const part: DraftPart =
      this.kind === "note"
        ? { note: "", noteAttachments: [] }
        : {
            text: "",
            html: undefined,
            to: undefined,
            cc: undefined,
            bcc: undefined,
            attachments: [],
            seenSeq: undefined,
          };
    this.cell.adopt(this.kind, part, { version: 0, dirty: false });
    this.say({ status: "quiet" });
  }

  private mark(version: number, dirty: boolean): void {
    this.cell.adopt(this.kind, {}, { version, dirty });
  }

  private schedule(delay = SAVE_AFTER_MS): void {
    if (this.held || this.state.conflict) return;
    if (this.state.status === "saved") this.say({ status: "quiet" });
    const now = performance.now();
    if (this.timer === undefined) this.waitsSince = now;
    clearTimeout(this.timer);
    const left = SAVE_AT_LATEST_MS - (now - (this.waitsSince ?? now));
    const wait = delay > SAVE_AT_LATEST_MS ? delay : Math.max(0, Math.min(delay, left));
    this.timer = setTimeout(() => void this.push(), wait);
  }

  private say(change: Partial<SyncState>): void {
    const next = { ...this.state, ...change };
    if (next.status === this.state.status && next.conflict === this.state.conflict) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}
