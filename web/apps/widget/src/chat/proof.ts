/**
 * Work for a new visitor's browser: a nonce for which SHA-256 of `challenge:nonce` begins with so many zero bits. Own
 * SHA-256, because the browser's is asynchronous for each of the tens of thousands of hashes.
 */
import { leadingZeroBits, sha256 } from "./sha256.ts";

/** Milliseconds without a break for the page. */
const SLICE = 12;

export async function solve(challenge: string, difficulty: number): Promise<string> {
  const encoder = new TextEncoder();
  for (let nonce = 0; ;) {
    const end = performance.now() + SLICE;
    do {
      if (leadingZeroBits(sha256(encoder.encode(`${challenge}:${nonce}`))) >= difficulty) return String(nonce);
      nonce += 1;
    } while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
