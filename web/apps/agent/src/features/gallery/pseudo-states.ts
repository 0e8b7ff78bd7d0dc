/**
 * Hover and focus cannot be had by asking: the browser gives them to one element at a time. For the gallery every rule
 * about them is doubled into one about an attribute, so that `data-state-hover` looks exactly as pointing does, and the
 * product's own style sheet carries nothing for it.
 */
const STATES = [
  { pseudo: /(?<!\\):hover(?![\w-])/gu, attribute: "[data-state-hover]" },
  { pseudo: /(?<!\\):focus-visible(?![\w-])/gu, attribute: "[data-state-focus]" },
] as const;

/** The selector with the attributes instead of the states; undefined when it is about neither. */
export function withAttributes(selector: string): string | undefined {
  let text = selector;
  for (const { pseudo, attribute } of STATES) text = text.replace(pseudo, attribute);
  return text === selector ? undefined : text;
}

function double(rules: CSSRuleList, into: CSSStyleSheet | CSSGroupingRule): void {
  // From the end, so that what is put in does not move what is still to come.
  for (let index = rules.length - 1; index >= 0; index -= 1) {
    const rule = rules[index];
    if (rule instanceof CSSStyleRule) {
      const selector = withAttributes(rule.selectorText);
      const text = selector === undefined ? undefined : rule.cssText.replace(rule.selectorText, () => selector);
      if (text !== undefined) into.insertRule(text, index + 1);
      else if (rule.cssRules.length > 0) double(rule.cssRules, rule);
    } else if (rule instanceof CSSGroupingRule) double(rule.cssRules, rule);
  }
}

let done = false;

/** Once for the page: the doubled rules match nothing outside of the gallery. */
export function showPseudoStates(): void {
  if (done) return;
  done = true;
  for (const sheet of document.styleSheets) double(sheet.cssRules, sheet);
}
