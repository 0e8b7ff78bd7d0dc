import { Toaster } from "@rapport/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, createEvent, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RosterGrid } from "@/features/rosters/roster-grid";
import { STEP_PX } from "@/features/rosters/use-pull";
import { useShiftChanges } from "@/features/rosters/use-shift-changes";
import type { End } from "@/features/rosters/week";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { early, week } from "./weeks";

const onOpen = vi.fn();
/** What the document of the tests lacks. */
const capture = vi.fn();
let asked: unknown[];
/** Lets the server refuse what it was asked. */
let refuse: (() => void) | undefined;
let refusing: boolean;

beforeEach(async () => {
  await setLocale("en");
  onOpen.mockReset();
  capture.mockReset();
  asked = [];
  refuse = undefined;
  refusing = false;
  HTMLElement.prototype.setPointerCapture = capture;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "PATCH") return Response.json(week);
    const change = (await request.json()) as { start: string; end: string };
    asked.push(change);
    if (refusing) {
      await new Promise<void>((resolve) => (refuse = resolve));
      return Response.json({ status: 422, code: "refused", detail: "Works already." }, { status: 422 });
    }
    const shift = { ...early, local_start: change.start, local_end: change.end };
    return Response.json({ shift, warnings: [] });
  });
});
afterEach(() => {
  Reflect.deleteProperty(HTMLElement.prototype, "setPointerCapture");
  vi.useRealTimers();
});

function Week({ editable }: { editable: boolean }) {
  const changes = useShiftChanges(week);
  return (
    <RosterGrid week={changes.shown} editable={editable} changes={changes} onOpen={onOpen} onAdd={() => undefined} />
  );
}

function show(editable = true) {
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <Week editable={editable} />
        <Toaster label="Messages" closeLabel="Close" />
      </I18nProvider>
    </QueryClientProvider>,
  );
}

const block = () => screen.getByRole("button", { name: /^Ana, Monday/u });
const handle = (end: End) => block().parentElement!.querySelector<HTMLElement>(`[data-handle="${end}"]`)!;
/** The times above the pointer. */
const seen = (end: End) => handle(end).textContent;

const FINGER = { pointerType: "touch" };
const at = (steps: number, more: object = {}) => ({
  pointerId: 1,
  clientX: 500 + steps * STEP_PX,
  clientY: 300,
  ...more,
});
const down = (end: End, more: object = {}) => fireEvent.pointerDown(handle(end), at(0, { button: 0, ...more }));
const move = (end: End, steps: number, more: object = {}) => fireEvent.pointerMove(handle(end), at(steps, more));
/** Lets go; browsers tell of a click then. */
function up(end: End, steps: number, more: object = {}) {
  fireEvent.pointerUp(handle(end), at(steps, more));
  fireEvent.click(handle(end));
}

describe("the handles of a shift", () => {
  it("change one end, and show the times while they are pulled", async () => {
    show();
    down("end");
    expect(capture).toHaveBeenCalledWith(1);
    move("end", 1);
    expect(seen("end")).toBe("08:00–17:00");
    move("end", 3);
    expect(seen("end")).toBe("08:00–18:00");
    expect(block().textContent).toBe("08:00–16:30");
    expect(asked).toEqual([]);
    up("end", 3);
    await waitFor(() => expect(asked).toEqual([{ agent_id: 1, start: "2026-03-09T08:00", end: "2026-03-09T18:00" }]));
    expect(seen("end")).toBe("");
    expect(screen.getByText("Ana works on Monday, March 9, 08:00–18:00.")).toBeTruthy();
    expect(onOpen).not.toHaveBeenCalled();
    down("start");
    move("start", 2);
    up("start", 2);
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toMatchObject({ start: "2026-03-09T09:00" });
  });

  it("open the shift when they are only clicked", () => {
    show();
    down("start");
    // A hand is never quite still.
    fireEvent.pointerMove(handle("start"), { pointerId: 1, clientX: 502, clientY: 306 });
    expect(seen("start")).toBe("");
    up("start", 0);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(early);
    expect(asked).toEqual([]);
  });

  it("change and open nothing when they come back to where they were", () => {
    show();
    down("end");
    move("end", 4);
    move("end", 0);
    up("end", 0);
    expect(asked).toEqual([]);
    expect(onOpen).not.toHaveBeenCalled();
  });

  it.each(["Escape", "the browser"])("are taken back by %s", (by) => {
    show();
    const elsewhere = vi.fn();
    window.addEventListener("keydown", elsewhere);
    down("end");
    move("end", 4);
    if (by === "Escape") fireEvent.keyDown(document.body, { key: "Escape" });
    else fireEvent.pointerCancel(handle("end"), at(4));
    expect(seen("end")).toBe("");
    move("end", 5);
    up("end", 5);
    expect(asked).toEqual([]);
    expect(onOpen).not.toHaveBeenCalled();
    // The key meant this and nothing else; the next one is anybody's.
    expect(elsewhere).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(elsewhere).toHaveBeenCalledOnce();
    window.removeEventListener("keydown", elsewhere);
  });

  it("never make less of a shift than there may be", async () => {
    show();
    down("end");
    move("end", -40);
    expect(seen("end")).toBe("08:00–08:30");
    up("end", -40);
    await waitFor(() => expect(asked).toMatchObject([{ end: "2026-03-09T08:30" }]));
  });

  it("do not begin to move the shift", () => {
    show();
    expect(block().draggable).toBe(true);
    for (const end of ["start", "end"] as const) {
      // Whatever can be dragged lies around what was pressed, and is not there.
      expect(handle(end).closest("[draggable=true]")).toBeNull();
      const press = createEvent.mouseDown(handle(end));
      fireEvent(handle(end), press);
      expect(press.defaultPrevented).toBe(true);
    }
  });

  it("tell what the server refuses, and the shift is as it was", async () => {
    refusing = true;
    show();
    down("end");
    move("end", 1);
    up("end", 1);
    await waitFor(() => expect(block().textContent).toBe("08:00–17:00"));
    await waitFor(() => expect(refuse).toBeDefined());
    refuse?.();
    await waitFor(() => expect(block().textContent).toBe("08:00–16:30"));
    expect(asked).toHaveLength(1);
    // Others shall not see it; there may be what they left.
    const told = (await screen.findByText("Works already.")).closest("li");
    if (!told) throw new Error("it is told in a message");
    fireEvent.click(within(told).getByRole("button", { name: "Close" }));
  });

  it("are not there for those who only read", () => {
    show(false);
    expect(screen.getByText("08:00–16:30")).toBeTruthy();
    expect(document.querySelector("[data-handle]")).toBeNull();
  });
});

describe("a finger on a handle", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  const hold = () => act(() => void vi.advanceTimersByTime(300));
  /** Whether the browser would scroll. */
  function scrolls(end: End) {
    const touch = createEvent.touchMove(handle(end), { cancelable: true });
    fireEvent(handle(end), touch);
    return !touch.defaultPrevented;
  }

  it("scrolls when it goes on at once", () => {
    show();
    down("end", FINGER);
    expect(scrolls("end")).toBe(true);
    move("end", 2, FINGER);
    hold();
    move("end", 4, FINGER);
    expect(seen("end")).toBe("");
    up("end", 4, FINGER);
    expect(asked).toEqual([]);
    expect(onOpen).not.toHaveBeenCalled();
  });

  it("takes it when it stays for a moment", async () => {
    show();
    down("end", FINGER);
    hold();
    expect(seen("end")).toBe("08:00–16:30");
    expect(scrolls("end")).toBe(false);
    move("end", 2, FINGER);
    expect(seen("end")).toBe("08:00–17:30");
    vi.useRealTimers();
    up("end", 2, FINGER);
    await waitFor(() => expect(asked).toMatchObject([{ end: "2026-03-09T17:30" }]));
    expect(onOpen).not.toHaveBeenCalled();
    expect(scrolls("end")).toBe(true);
  });

  it("opens the shift when it only taps", () => {
    show();
    down("end", FINGER);
    up("end", 0, FINGER);
    hold();
    expect(seen("end")).toBe("");
    expect(onOpen).toHaveBeenCalledOnce();
  });
});
