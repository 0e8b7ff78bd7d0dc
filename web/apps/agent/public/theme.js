// Runs before the first paint, so that a dark screen does not flash white and no pane moves. A file of its own because
// the content security policy allows no inline script.
(function () {
  var root = document.documentElement;
  var stored = {};
  function read(name) {
    return stored["rapport." + name];
  }
  function prefers(what) {
    return matchMedia("(prefers-" + what + ")").matches;
  }
  try {
    ["theme", "contrast", "density", "locale", "panes", "brand"].forEach(function (name) {
      stored["rapport." + name] = localStorage.getItem("rapport." + name);
    });
    var panes = JSON.parse(read("panes") || "{}");
    ["nav", "list", "sidebar"].forEach(function (pane) {
      if (typeof panes[pane] === "number") root.style.setProperty("--pane-" + pane, panes[pane] + "px");
    });
  } catch (error) {
    // Storage may be forbidden or damaged; the system's preferences are a good answer.
  }
  if (/^#[\da-f]{6}$/i.test(read("brand") || "")) root.style.setProperty("--brand", read("brand"));
  var theme = read("theme") || "system";
  var contrast = read("contrast") || "system";
  if (read("locale")) root.lang = read("locale");
  root.dataset.theme = theme === "dark" || (theme === "system" && prefers("color-scheme: dark")) ? "dark" : "light";
  root.dataset.contrast =
    contrast === "more" || (contrast === "system" && prefers("contrast: more")) ? "more" : "standard";
  root.dataset.density = read("density") === "compact" ? "compact" : "comfortable";
})();
