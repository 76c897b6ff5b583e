// Small behaviours of every page. No inline script anywhere; each block does one thing.
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, "0")).join("");

// Every htmx write carries the token, also when the page's form is older than the sign-in.
addEventListener("htmx:configRequest", event => { event.detail.headers["X-CSRFToken"] = token(); });

// A radio that saves itself: each tap is an operation of its own.
addEventListener("change", event => {
  const id = event.target.closest("[data-each]")?.querySelector("[name=operation_id]");
  if (id) id.value = fresh();
}, true);

// A line that is gone: what was sent waits in its form, and goes by itself when the line is back. A form in which something
// was typed or ticked asks for the line first, since the browser's page for a dead one would lose it; a link waits, too.
let waiting, unanswered, asking = false, later;
const reached = async () => navigator.onLine && await fetch("/healthz", {cache: "no-store", signal: AbortSignal.timeout(4000)}).then(answer => answer.ok, () => false);
const go = async () => {
  if (asking) return;
  asking = true;
  const there = await reached();
  asking = false;
  offline(!there);
  document.querySelectorAll("[data-pending]").forEach(notice => { notice.hidden = there || !waiting; });
  if (!there) return;
  const {form, by} = waiting ?? {};
  waiting = null;
  if (!form) return askAgain();
  form.dataset.reached = "1";
  form.requestSubmit(by);
};
const isAnswer = () => performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
const byHand = "textarea, [type=file], select, input:not([type=hidden], [type=password])";
const isTick = one => /^(radio|checkbox)$/.test(one.type);
const isChanged = one => isTick(one) ? one.checked !== one.defaultChecked : one.options ? one.selectedOptions[0] !== ([...one.options].find(option => option.defaultSelected) ?? one.options[0]) : one.value !== one.defaultValue;
const isTyped = one => one.matches(byHand) && (isAnswer() && (isTick(one) ? one.checked : one.value) || isChanged(one));
const holdsWords = form => [...form.elements].some(one => one.matches("textarea, [type=file]") || isTyped(one));
const isUnsaved = form => [...form.elements].some(one => one.matches(byHand + ":not([hx-post])") && (isChanged(one) || one.matches("[aria-invalid=true]")));
addEventListener("submit", event => {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.reached) { delete form.dataset.reached; return; }
  if (form.dataset.sent || !document.querySelector("[data-offline]") || navigator.onLine && !holdsWords(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = {form, by: event.submitter};
  go();
}, true);
addEventListener("online", () => go());
const isGone = () => !navigator.onLine || waiting || document.querySelector("[data-offline]:not([hidden])");
addEventListener("click", event => {
  if (!event.target.closest("a[href^='/']") || !isGone()) return;
  event.preventDefault();
  go();
});

// A form sends once: the second tap of a double tap goes nowhere.
addEventListener("submit", event => {
  const form = event.target;
  if (form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(form => { delete form.dataset.sent; }));

// The way back leads to the form as it was opened, never to an answer that the browser wants to send for again.
addEventListener("submit", event => {
  const from = document.referrer;
  if (event.defaultPrevented || event.target.hasAttribute("hx-post") || !isAnswer()) return;
  if (from.startsWith(location.origin + "/")) history.replaceState(null, "", from);
});

// Offline is said within three seconds, and taken back as soon as the server answers again, which is asked every five.
const offline = gone => {
  document.querySelectorAll("[data-offline]").forEach(notice => { notice.hidden = !gone; });
  clearTimeout(later);
  if (gone) later = setTimeout(go, 5000);
};
addEventListener("offline", () => offline(true));
addEventListener("htmx:sendError", () => offline(true));
addEventListener("htmx:afterRequest", event => { if (event.detail.xhr.status) offline(false); });

// What could not be saved is not shown as saved; what was typed stays, and a look-up asks again for what stands in its box then.
addEventListener("htmx:sendError", event => {
  const {elt, requestConfig} = event.detail;
  if (requestConfig.triggeringEvent?.type === "input" || elt.matches("[role=search]")) unanswered = requestConfig;
  else elt.closest("form:not([hx-encoding])")?.querySelectorAll("[type=radio], [type=checkbox]").forEach(one => { one.checked = one.defaultChecked; });
});
addEventListener("htmx:beforeRequest", event => { if (event.detail.elt === unanswered?.elt) unanswered = null; });
const askAgain = () => { if (unanswered?.elt.isConnected) htmx.ajax(unanswered.verb, unanswered.path, {source: unanswered.elt}); };

// After an error the first wrong field has the focus, else the sentence that says what is the matter; after a step the
// part of the page that it led to.
const wrong = root => {
  const led = root === document && document.activeElement === document.body ? document.getElementById(location.hash.slice(1)) : null;
  const at = root.querySelector?.("[aria-invalid=true]") ?? root.querySelector?.("main [role=alert]") ?? led;
  if (at && at.tabIndex < 0) at.tabIndex = -1;
  at?.focus();
};
addEventListener("load", () => { wrong(document); overwrite(document.activeElement); }); // after the jump to the address's own place
addEventListener("htmx:afterSettle", event => wrong(event.detail.elt));

// What a box for scans has had its answer for is typed over by the next; while somebody types on, nothing is marked.
let entered;
const overwrite = box => { if (box?.matches("[data-scan='']") && box.value === box.defaultValue) box.select(); };
overwrite(document.querySelector("[autofocus]"));
addEventListener("keydown", event => { entered = event.key === "Enter" && event.target.matches("[data-scan='']") ? event.target : null; });
addEventListener("input", () => { entered = null; });
addEventListener("htmx:afterSettle", () => { if (entered && entered === document.activeElement) entered.select(); entered = null; });

// On a narrow screen the step in hand, and the tab that one is on, are in sight.
const here = () => document.querySelector(".steps .here, .tabs [aria-current]")?.scrollIntoView({inline: "center", block: "nearest"});
addEventListener("DOMContentLoaded", here);
addEventListener("htmx:afterSettle", here);

// Somebody is at the tablet: said at most every five minutes.
let said = Date.now();
addEventListener("pointerdown", () => {
  if (Date.now() - said < 300000 || !token() || !document.querySelector(".who")) return;
  said = Date.now();
  fetch("/presence", {method: "POST", headers: {"X-CSRFToken": token()}}).catch(() => {});
});

// The keypad types into its field as a hand would; where it is shown, the tablet's own keyboard would only cover it.
for (const pad of document.querySelectorAll("[data-for]")) if (pad.offsetParent) document.getElementById(pad.dataset.for).inputMode = "none";
addEventListener("click", event => {
  const key = event.target.closest("[data-key]");
  if (!key) return;
  const field = document.getElementById(key.closest("[data-for]").dataset.for);
  if (key.dataset.key === "erase") field.value = field.value.slice(0, -1);
  else if (key.dataset.key === "keyboard") field.inputMode = "text";
  else field.value += key.dataset.key;
  field.focus();
  field.dispatchEvent(new Event("input", {bubbles: true}));
});
addEventListener("click", event => {
  const clear = event.target.closest("[data-clear]");
  if (!clear) return;
  const field = document.getElementById(clear.dataset.clear);
  field.value = "";
  field.focus();
  field.dispatchEvent(new Event("input", {bubbles: true}));
});

// Print, and the person whose PIN is asked for.
addEventListener("click", event => {
  if (event.target.closest("[data-print]")) print();
  const person = event.target.closest("[data-person]");
  if (!person) return;
  document.querySelectorAll("[data-people] form").forEach(form => form.toggleAttribute("data-folded", form.id !== "switch-" + person.dataset.person));
  document.querySelectorAll("[data-person]").forEach(other => other.setAttribute("aria-pressed", String(other === person)));
  document.querySelector("#switch-" + person.dataset.person + " [name=pin]")?.focus();
});

// A scanner ends with Enter: in a field that looks up at once that must not press anything else.
// In a form of several fields it leads on to the next that is empty.
addEventListener("keydown", event => {
  if (event.key !== "Enter" || !event.target.matches("[data-scan]")) return;
  if (event.isComposing || event.target.dataset.scan === "next") event.preventDefault();
  if (!event.isComposing && event.target.dataset.scan === "next") onward(event.target);
});
const onward = field => {
  const all = [...field.form.querySelectorAll(".field input:not([type=hidden]), button.primary")];
  all.slice(all.indexOf(field) + 1).find(next => next.type === "submit" || !next.value)?.focus();
};

// It types anywhere, faster than a hand: into the page's box for scans, else, where nothing typed would be lost, into the look-up.
// In such a box it has no part in what stood there before; a hand is slower on the whole, however quick its last keys were.
// What takes no words loses it: a tick goes on to the box, that of its own form first, and a list of choices has its choice of
// before. A box that is of no one kind of number takes any. Where another form would lose what is not saved yet, it waits in its box.
const takesWords = "textarea, input:not([type=checkbox], [type=radio], [type=file], [type=submit], [type=button])";
let burst = "", began = 0, struck = 0, choice;
addEventListener("keydown", event => {
  const box = event.target.matches("[data-scan]") && event.target;
  if (!box && event.target.matches(takesWords) || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!burst || event.timeStamp - struck > (box ? 400 : 80)) [burst, began, choice] = ["", event.timeStamp, event.target.selectedIndex];
  struck = event.timeStamp;
  if (event.key.length === 1) burst += event.key;
  if (event.key !== "Enter" || burst.length < 6) return;
  const code = burst;
  burst = "";
  if (box) { if (struck - began < code.length * 60 && box.value !== code) fill(box, box.maxLength > 0 ? code.slice(0, box.maxLength) : code); return; }
  event.preventDefault();
  if (event.target.options && event.target.selectedIndex !== choice) choose(event.target, choice);
  const free = [...document.querySelectorAll("[data-scan]")].filter(one => one.offsetParent && (one.dataset.scan !== "next" || !one.value));
  const named = /^\d{15}$/.test(code) ? /imei/ : /^\d{8}$|^\d{12,13}$/.test(code) ? /product/ : /^sn|serial/;
  const own = free.filter(one => one.form === event.target.form), fits = one => named.test(one.name) || !/imei|product|sn|serial/.test(one.name);
  const field = own.find(fits) ?? free.find(fits) ?? own[0] ?? free[0];
  field ? into(field, code) : lookUp(code);
}, true);
const choose = (list, place) => {
  list.selectedIndex = place;
  list.dispatchEvent(new Event("change", {bubbles: true}));
};
const fill = (field, code) => {
  field.value = code;
  field.dispatchEvent(new Event("input", {bubbles: true}));
};
const into = (field, code) => {
  field.focus();
  fill(field, code);
  if (field.dataset.scan === "next") return onward(field);
  if (![...document.querySelectorAll("main form")].some(one => one !== field.form && isUnsaved(one))) field.form?.requestSubmit();
};
const lookUp = code => {
  const typed = [...document.querySelectorAll("main input, main textarea, main select")].some(one => isTyped(one) || one.matches("[aria-invalid=true]"));
  const token = document.querySelector("meta[name=csrf-token]");
  if (typed || !token || !document.querySelector(".rail")) return;
  if (!navigator.onLine) return offline(true);
  const form = Object.assign(document.createElement("form"), {method: "post", action: "/warranty-cards/search"});
  for (const [name, value] of [["csrf_token", token.content], ["q", code]]) form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  document.body.append(form);
  form.submit();
};

// What is seldom wanted is fetched when it is first asked for.
addEventListener("click", event => {
  const button = event.target.closest("[data-module]");
  if (button) import(button.dataset.module).then(module => module.asked(button)).catch(() => offline(true));
});
