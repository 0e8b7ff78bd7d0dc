import type { ConversationSummary } from "@rapport/api";
import { act, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { holdRows } from "@/features/conversations/list/held-rows";
import { useHeldRows } from "@/features/conversations/list/use-held-rows";
import { useSelection } from "@/features/conversations/list/use-selection";
import { conversation } from "../fixtures";

const rows = (...ids: number[]): ConversationSummary[] => ids.map((id) => conversation({ id }));
const ids = (list: readonly ConversationSummary[]) => list.map((row) => row.id);

describe("a list that is held", () => {
  it("keeps its order and counts what waits", () => {
    const held = holdRows(rows(1, 2, 3), rows(9, 3, 1, 8, 2));
    expect(ids(held.rows)).toEqual([1, 2, 3]);
    expect(held.waiting).toBe(2);
  });

  it("shows what is new about its rows and keeps those that left", () => {
    const changed = conversation({ id: 2, subject: "changed" });
    const held = holdRows(rows(1, 2), [changed]);
    expect(ids(held.rows)).toEqual([1, 2]);
    expect(held.rows[1]?.subject).toBe("changed");
  });

  it("takes the next page at its end", () => {
    const held = holdRows(rows(1, 2), rows(7, 1, 2, 3, 4));
    expect(ids(held.rows)).toEqual([1, 2, 3, 4]);
    expect(held.waiting).toBe(1);
  });

  it("holds nothing of another list", () => {
    expect(holdRows(rows(1, 2), rows(5, 6))).toEqual({ rows: rows(5, 6), waiting: 0 });
  });
});

describe("when the list is held", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function List({ fresh, name = "all" }: { fresh: ConversationSummary[]; name?: string }) {
    const scroller = useRef<HTMLDivElement>(null);
    const held = useHeldRows(fresh, scroller, name);
    return (
      <div ref={scroller} data-testid="list">
        <p>{ids(held.rows).join(" ")}</p>
        <button type="button" onClick={held.release}>
          {held.waiting} new
        </button>
      </div>
    );
  }
  const point = () =>
    act(() => {
      const move = new MouseEvent("pointermove", { bubbles: true });
      Object.assign(move, { pointerType: "mouse" });
      screen.getByTestId("list").dispatchEvent(move);
    });

  it("lets rows in at once while nobody points at it", () => {
    const { rerender } = render(<List fresh={rows(1)} />);
    rerender(<List fresh={rows(2, 1)} />);
    expect(screen.getByText("2 1")).toBeTruthy();
  });

  it("lets them wait while the pointer moves there, until it is still or they are asked for", () => {
    const { rerender } = render(<List fresh={rows(1)} />);
    point();
    rerender(<List fresh={rows(2, 1)} />);
    expect(screen.getByText("1", { selector: "p" })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "1 new" }));
    expect(screen.getByText("2 1")).toBeTruthy();
    rerender(<List fresh={rows(3, 2, 1)} />);
    expect(screen.getByText("2 1")).toBeTruthy();
    act(() => void vi.advanceTimersByTime(5_000));
    expect(screen.getByText("3 2 1")).toBeTruthy();
  });

  it("lets them wait for who has scrolled down", () => {
    const { rerender } = render(<List fresh={rows(1)} />);
    const list = screen.getByTestId("list");
    list.scrollTop = 200;
    fireEvent.scroll(list);
    rerender(<List fresh={rows(2, 1)} />);
    expect(screen.getByRole("button", { name: "1 new" })).toBeTruthy();
    list.scrollTop = 0;
    fireEvent.scroll(list);
    expect(screen.getByText("2 1")).toBeTruthy();
  });

  it("shows another list at once", () => {
    const { rerender } = render(<List fresh={rows(1, 2)} />);
    point();
    rerender(<List fresh={rows(5, 2)} name="mine" />);
    expect(screen.getByText("5 2")).toBeTruthy();
  });
});

describe("ticking rows", () => {
  it("takes everything between the last ticked row and this one", () => {
    const { result } = renderHook(() => useSelection(rows(1, 2, 3, 4, 5)));
    act(() => result.current.set(2, true, false));
    act(() => result.current.set(4, true, true));
    expect(result.current.ids).toEqual([2, 3, 4]);
    act(() => result.current.set(3, false, true));
    expect(result.current.ids).toEqual([2]);
  });

  it("begins a range at the first row that was touched, upwards too", () => {
    const { result } = renderHook(() => useSelection(rows(1, 2, 3)));
    act(() => result.current.set(3, true, true));
    act(() => result.current.set(1, true, true));
    expect(result.current.ids).toEqual([1, 2, 3]);
  });
});
