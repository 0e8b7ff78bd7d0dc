import { api, unwrap } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import type { BudgetView } from "./lines";

/** The budget of a year; read again when the server says that somebody changed one. */
export const budgetQuery = (year: number) =>
  queryOptions({
    queryKey: ["budgets", year],
    queryFn: ({ signal }): Promise<BudgetView> =>
      unwrap(api.GET("/api/v1/workforce/budgets/{year}", { params: { path: { year } }, signal })),
  });
