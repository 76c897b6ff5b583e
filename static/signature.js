// A box to sign in. What is drawn becomes the file of the field when the finger is lifted.
const INK = "#111", PAPER = "#fff", WIDTH = 2.5; // of the pen, as the eye sees it

const given = (input, canvas) => {
  const bag = new DataTransfer();
  if (canvas) {
    const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), letter => letter.charCodeAt(0));
    bag.items.add(new File([bytes], "signature.png", {type: "image/png"}));
  }
  input.files = bag.files;
};

const lay = field => {
  const canvas = field.querySelector("canvas"), input = field.querySelector("input[type=file]"), pen = canvas.getContext("2d");
  const kept = field.querySelector("[data-kept]"), paper = field.querySelector("input[type=checkbox]");
  let last = null;
  const blank = () => {
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    given(input, null);
  };
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  const line = event => {
    const here = place(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...here);
    pen.stroke();
    last = here;
  };
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = INK;
  blank();
  canvas.hidden = Boolean(kept);
  field.querySelector("[data-with-script]").hidden = false;
  canvas.addEventListener("pointerdown", event => {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    paper.checked = false;
    pen.lineWidth = WIDTH * canvas.width / canvas.clientWidth;
    last = place(event);
    line(event);
  });
  canvas.addEventListener("pointermove", event => {
    if (last && event.isPrimary) (event.getCoalescedEvents?.() ?? [event]).forEach(line);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, event => {
    if (last && event.isPrimary) { last = null; given(input, canvas); }
  });
  field.querySelector("[data-again]").addEventListener("click", () => {
    field.querySelector("[data-kept]")?.remove();
    canvas.hidden = false;
    blank();
  });
  field.dataset.laid = "";
};

const box = root => root.querySelectorAll("[data-signature]:not([data-laid])").forEach(lay);
box(document);
addEventListener("htmx:afterSettle", event => box(event.detail.elt.parentNode ?? document));
