// Runs before the first paint, so that a dark screen does not flash white. A file of its own because the content
// security policy allows no inline script.
(function () {
  var theme = "system";
  try {
    theme = localStorage.getItem("rapport.theme") || "system";
    var locale = localStorage.getItem("rapport.locale");
    if (locale) document.documentElement.lang = locale;
  } catch (error) {
    // Storage may be forbidden; the system's theme is a good answer.
  }
  var dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
