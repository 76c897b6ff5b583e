// Pictures are made smaller before they are sent, shown, and can be taken out again. Without this a plain file field stays.
const SIDE = 1600, SMALL = 320, LIGHT = 400 * 1024;
const lists = new WeakMap(); // field -> [{file, preview}]
let working = 0;

const drawn = (picture, most) => {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};

// What this browser can't read is sent as it is: the server may know it, or says what is wrong.
const smaller = async file => {
  let picture;
  try { picture = await createImageBitmap(file, {imageOrientation: "from-image"}); } catch { return {file, preview: null}; }
  const preview = drawn(picture, SMALL), fits = Math.max(picture.width, picture.height) <= SIDE && file.size <= LIGHT;
  const body = fits ? null : await new Promise(done => drawn(picture, SIDE).toBlob(done, "image/jpeg", .85));
  picture.close();
  const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
  return {file: body && body.size < file.size ? new File([body], name, {type: "image/jpeg"}) : file, preview};
};

const tile = (field, name, preview, remove) => {
  const item = document.createElement("li"), button = document.createElement("button");
  if (preview) {
    preview.className = "shot";
    preview.setAttribute("role", "img");
    preview.setAttribute("aria-label", name);
    item.append(preview);
  } else {
    const words = document.createElement("span");
    words.className = "shot add-shot";
    words.textContent = name;
    item.append(words);
  }
  button.type = "button";
  button.className = "btn square";
  button.textContent = "×";
  button.setAttribute("aria-label", field.dataset.remove.replace("{}", name));
  button.addEventListener("click", () => { remove(item); field.querySelector("[data-choose]").focus(); });
  item.append(button);
  return item;
};

const say = (field, words) => { field.querySelector("[role=status]").textContent = words; };

const show = field => {
  const list = lists.get(field), bag = new DataTransfer(), shots = field.querySelector(".shots");
  shots.querySelectorAll("[data-new]").forEach(item => item.remove());
  for (const one of list) {
    bag.items.add(one.file);
    const item = tile(field, one.file.name, one.preview, () => { list.splice(list.indexOf(one), 1); show(field); say(field, ""); });
    item.dataset.new = "";
    shots.append(item);
  }
  field.querySelector("input[type=file]").files = bag.files;
};

const take = async (field, files) => {
  const list = lists.get(field);
  const free = field.dataset.most - list.length - field.querySelectorAll("input[name$='-kept']").length;
  say(field, field.dataset.working);
  working++;
  for (const file of files.slice(0, Math.max(free, 0))) list.push(await smaller(file));
  show(field);
  say(field, files.length > free ? field.dataset.full : "");
  if (--working === 0) dispatchEvent(new Event("photos:ready"));
};

const ready = root => root.querySelectorAll("[data-photos]").forEach(field => {
  if (lists.has(field)) return;
  lists.set(field, []);
  const input = field.querySelector("input[type=file]"), camera = input.cloneNode();
  const choose = field.querySelector("[data-choose]");
  for (const name of ["id", "name"]) camera.removeAttribute(name);
  camera.setAttribute("capture", "environment");
  camera.multiple = false;
  for (const name of ["aria-invalid", "aria-describedby"]) if (input.hasAttribute(name)) choose.setAttribute(name, input.getAttribute(name));
  input.removeAttribute("aria-invalid");
  input.hidden = camera.hidden = true;
  field.querySelector("[data-with-script]").append(camera);
  field.querySelector("[data-with-script]").hidden = false;
  field.querySelector("[data-camera]").hidden = !matchMedia("(any-pointer: coarse)").matches;
  field.querySelector("[data-camera]").addEventListener("click", () => camera.click());
  choose.addEventListener("click", () => input.click());
  camera.addEventListener("change", () => { take(field, [...camera.files]).then(() => { camera.value = ""; }); });
  input.addEventListener("change", () => take(field, [...input.files]));
  field.querySelectorAll("input[name$='-kept']").forEach(kept => {
    const item = kept.closest("li");
    item.append(tile(field, kept.dataset.name, null, () => item.remove()).querySelector("button"));
    kept.closest("label").hidden = true;
  });
  if (input.files.length) take(field, [...input.files]);
});
ready(document);
addEventListener("htmx:afterSettle", event => ready(event.detail.elt.parentNode ?? document));

// What is sent meanwhile waits until the pictures are ready.
addEventListener("submit", event => {
  if (!working || !event.target.querySelector("[data-photos]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const {target, submitter} = event;
  addEventListener("photos:ready", () => target.requestSubmit(submitter), {once: true});
}, true);

// A small picture opens large over the page; Esc or a tap closes it.
addEventListener("click", event => {
  const link = event.target.closest("a[data-photo]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const large = document.createElement("dialog"), picture = document.createElement("img"), close = document.createElement("button");
  large.className = "large";
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  close.className = "btn";
  close.textContent = link.closest("[data-close]").dataset.close;
  large.append(picture, close);
  large.addEventListener("click", () => large.close());
  large.addEventListener("close", () => { large.remove(); link.focus(); });
  document.body.append(large);
  large.showModal();
});
