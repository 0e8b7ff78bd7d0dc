import { expect, test } from "vitest";
import { mentionsIn } from "@/features/conversations/composer/mentions";

const agents = [
  { id: 1, name: "Ana", active: true },
  { id: 2, name: "Ana Pop", active: true },
  { id: 3, name: "Ștefan Lê", active: true },
  { id: 4, name: "Gone", active: false },
];

test("the longest name that stands there is meant", () => {
  expect(mentionsIn("@Ana Pop, please", agents)).toEqual([2]);
  expect(mentionsIn("@Ana please", agents)).toEqual([1]);
  expect(mentionsIn("@Ana and @Ana Pop and @Ana", agents)).toEqual([1, 2]);
});

test("names end where they end, and letters may be composed either way", () => {
  expect(mentionsIn("@Anastasia", agents)).toEqual([]);
  expect(mentionsIn(`(@${"Ștefan Lê".normalize("NFD")})`, agents)).toEqual([3]);
});

test("addresses and colleagues who left name nobody", () => {
  expect(mentionsIn("write to x@Ana or @Gone", agents)).toEqual([]);
});
