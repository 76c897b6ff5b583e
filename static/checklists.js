// On a narrow screen what is finished folds when the page opens; a part that is asked for unfolds.
addEventListener("DOMContentLoaded", () => {
  if (innerWidth < 900) document.querySelectorAll("details[data-done]").forEach(part => { part.open = false; });
});
addEventListener("click", event => {
  const link = event.target.closest("a[href^='#part-'], a[href^='#item-']");
  const part = link && document.getElementById(link.hash.slice(1))?.closest("details");
  if (part) part.open = true;
});
// Focus stays with the item when what was pressed is gone.
addEventListener("htmx:afterSettle", event => {
  const item = event.detail.elt;
  if (document.activeElement === document.body && item.matches?.("[data-item]")) item.querySelector("[name=state]:checked")?.focus();
});
