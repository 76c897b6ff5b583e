// The scanner: the camera's picture or a photo, read in a worker. What was read goes on as from a hand scanner.
const PAUSE = 60, GRACE = 500, TWICE = 2, LARGEST = 2400; // ms between pictures, ms for a label's other codes, px
let dialog, worker, stream, asking, turn = 0;
const part = name => dialog.querySelector(`[data-${name}]`);
const pause = ms => new Promise(done => setTimeout(done, ms));
const say = name => dialog.querySelectorAll("[data-say]").forEach(said => { said.hidden = said.dataset.say !== name; });

export async function asked(button) {
  if (button.hasAttribute("data-unbox")) return leaveOut(button.form);
  asking = button;
  dialog ??= await made();
  if (!dialog) return location.reload(); // signed out meanwhile
  dialog.showModal();
  look();
}

async function made() {
  const answer = await fetch("/scanner", {headers: {"HX-Request": "true"}});
  if (answer.status !== 200) return null;
  const holder = document.createElement("div");
  holder.innerHTML = await answer.text();
  const one = holder.firstElementChild;
  document.body.append(one);
  one.addEventListener("close", stop);
  one.addEventListener("click", pressed);
  one.querySelector("[data-photo]").addEventListener("change", photo);
  addEventListener("visibilitychange", () => { if (document.hidden && stream) rest(); });
  return one;
}

function pressed({target}) {
  if (target.closest("[data-close]")) { stop(); dialog.close(); } // at once: the event comes later
  if (target.closest("[data-again]")) look();
  if (target.closest("[data-torch]")) light(target.closest("[data-torch]"));
  const one = target.closest("[data-value]:not(select)");
  if (one) goOn(field(), one.dataset.value);
  const fill = target.closest("[data-fill]");
  if (fill) fillIn(fill.dataset.fill);
}

// The camera
async function look() {
  const mine = stop();
  part("found").replaceChildren();
  part("again").hidden = true;
  part("view").hidden = false;
  if (!navigator.mediaDevices?.getUserMedia) return trouble(isSecureContext ? "none" : "insecure");
  say("opening");
  try {
    const opened = await navigator.mediaDevices.getUserMedia({audio: false,
      video: {facingMode: {ideal: "environment"}, width: {ideal: 1920}, height: {ideal: 1080}}});
    if (mine !== turn) return opened.getTracks().forEach(track => track.stop());
    stream = opened;
  } catch (error) {
    if (mine !== turn) return;
    return trouble({NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy"}[error.name] ?? "none");
  }
  const video = dialog.querySelector("video");
  video.srcObject = stream;
  await video.play().catch(() => {});
  if (mine !== turn) return;
  part("torch").hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
  say("looking");
  watch(video, mine).catch(() => { if (mine === turn) trouble("lost"); });
}

async function watch(video, mine) {
  const seen = new Map();
  let until = 0;
  for (; mine === turn; await pause(PAUSE)) {
    if (video.readyState < 2) continue;
    for (const code of await read(video, video.videoWidth, video.videoHeight)) {
      seen.set(code.text, {top: code.top, times: (seen.get(code.text)?.times ?? 0) + 1}); // bars read once may be half of others
    }
    const sure = [...seen].filter(([, one]) => one.times >= TWICE).sort(([, a], [, b]) => a.top - b.top);
    if (sure.length) until ||= performance.now() + GRACE;
    if (until && performance.now() > until && mine === turn) return hit(sure.map(([text]) => text));
  }
}

function light(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  stream?.getVideoTracks()[0].applyConstraints({advanced: [{torch: on}]}).then(() => button.setAttribute("aria-pressed", String(on)), () => {});
}

function stop() {
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  if (dialog) part("torch").setAttribute("aria-pressed", "false");
  return ++turn;
}

// The tablet shows something else, perhaps the app that takes the photo: the camera is free for it.
function rest() {
  stop();
  trouble("");
  part("again").hidden = false;
}

function trouble(name) {
  part("view").hidden = true;
  part("torch").hidden = true;
  say(name);
}

// A photo, also where the camera may not be used live
async function photo({target}) {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  const mine = stop();
  part("found").replaceChildren();
  trouble("reading");
  part("again").hidden = !navigator.mediaDevices;
  let picture;
  try { picture = await createImageBitmap(file); } catch { return say("unreadable"); }
  try {
    const codes = await read(picture, picture.width, picture.height);
    if (mine !== turn) return;
    if (!codes.length) return say("nothing");
    await hit(codes.sort((a, b) => a.top - b.top).map(code => code.text));
  } catch { say("lost"); }
}

function read(picture, width, height) {
  const scale = Math.min(1, LARGEST / Math.max(width, height)), canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const {data, width: w, height: h} = pen.getImageData(0, 0, canvas.width, canvas.height);
  worker ??= new Worker(dialog.dataset.reader);
  return new Promise((done, failed) => {
    worker.onmessage = answer => answer.data.failed ? failed() : done(answer.data.codes);
    worker.onerror = event => { event.preventDefault(); worker = null; failed(); };
    worker.postMessage({pixels: data.buffer, width: w, height: h}, [data.buffer]);
  });
}

// What was read
async function hit(texts) {
  stop();
  sound();
  navigator.vibrate?.(80);
  const sent = new FormData();
  texts.forEach(text => sent.append("code", text));
  sent.append("field", name(asking.dataset.camera));
  sent.append("fills", (asking.dataset.fills ?? "").split(" ").map(name).join(" "));
  const answer = await fetch(dialog.dataset.codes, {method: "POST", body: sent, headers: {"X-CSRFToken": token(), "HX-Request": "true"}}).catch(() => null);
  if (!answer || answer.status !== 200) return trouble("lost");
  say("");
  part("found").innerHTML = await answer.text();
  part("view").hidden = true;
  part("torch").hidden = true;
  part("again").hidden = !navigator.mediaDevices;
  const direct = part("found").querySelector("[data-direct]"), here = field();
  if (direct && (here.value === "" || here.value === direct.dataset.value || !asking.dataset.fills)) goOn(here, direct.dataset.value);
  else part("found").querySelector("button")?.focus();
}

function sound() {
  try {
    const context = new AudioContext(), tone = context.createOscillator(), loudness = context.createGain();
    tone.frequency.value = 1760;
    loudness.gain.value = .1;
    tone.connect(loudness).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + .09);
    tone.onended = () => context.close();
  } catch { /* a silent tablet reads as well */ }
}

const name = id => id.split("-").pop();
const field = (id = asking.dataset.camera) => document.getElementById(id);
const put = (one, value) => { one.value = value; one.dispatchEvent(new Event("input", {bubbles: true})); };

function goOn(one, value) {
  dialog.close();
  put(one, value);
  if (one.dataset.scan === "next") onward(one);
  else one.form.requestSubmit();
}

// Fields of the form by what the hand said. What the phone shows counts; the box is kept beside it and compared.
function fillIn(source) {
  const fills = asking.dataset.fills.split(" "), form = field().form;
  const chosen = [...part("found").querySelectorAll("[data-goes]")].filter(one => one.value);
  dialog.close();
  if (source === "box") ["box_imei1", "box_imei2"].forEach(box => { form.elements[box].value = ""; });
  for (const {value, dataset} of chosen) {
    const one = field(fills.find(id => name(id) === value));
    const box = source === "box" && form.elements["box_" + value];
    if (box) box.value = dataset.value;
    if (!box || !one.value) put(one, dataset.value);
  }
  compare(form);
  if (form.querySelector("[data-scan]:invalid")) form.querySelector("[data-scan]:invalid").focus();
  else onward(field());
}

const digits = text => text.replace(/\D/g, "");

function compare(form) {
  const said = form.querySelector("[data-box]");
  if (!said) return;
  const box = ["box_imei1", "box_imei2"].map(id => form.elements[id].value).filter(Boolean);
  const fields = ["imei1", "imei2"].map(id => form.elements[id]).filter(one => one?.value.trim());
  const phone = fields.map(one => digits(one.value)), missing = box.filter(one => !phone.includes(digits(one)));
  said.hidden = !box.length;
  said.querySelector("[data-box-says]").textContent = box.join(" · ");
  for (const one of ["imei1", "imei2"].map(id => form.elements[id]).filter(Boolean)) {
    const disagrees = missing.length && one.value.trim() && !box.map(digits).includes(digits(one.value));
    const sentence = disagrees ? said.dataset.disagrees.replace("%(box)s", missing.join(" · ")).replace("%(phone)s", one.value.trim()) : "";
    one.setCustomValidity(sentence);
    one.toggleAttribute("aria-invalid", false);
    document.getElementById(one.id + "-box")?.remove();
    if (!sentence) continue;
    one.setAttribute("aria-invalid", "true");
    const told = document.createElement("p");
    [told.id, told.className, told.textContent] = [one.id + "-box", "error", sentence];
    one.closest(".field").append(told);
    one.setAttribute("aria-describedby", told.id);
  }
}

function leaveOut(form) {
  ["box_imei1", "box_imei2"].forEach(id => { form.elements[id].value = ""; });
  compare(form);
}
addEventListener("input", ({target}) => { if (target.form?.elements.box_imei1 && /^imei[12]$/.test(target.name)) compare(target.form); });
