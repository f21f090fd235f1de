/** 一格影像: one picture with its own zoom (wheel, keys), turn and place (drag). */

const MOST = 8;
const LEAST = 0.2;

/** One half of the viewer. */
export class Pane {
  /** @param {() => void} chosen called when this half is clicked or focused */
  constructor(chosen) {
    this.at = 0;
    this.pictures = [];
    this.box = Object.assign(document.createElement("section"), { className: "pane", tabIndex: 0 });
    this.select = document.createElement("select");
    this.select.setAttribute("aria-label", "选择影像");
    this.image = Object.assign(document.createElement("img"), { className: "pane__image", alt: "", draggable: false });
    this.field = Object.assign(document.createElement("div"), { className: "pane__field" });
    this.say = Object.assign(document.createElement("p"), { className: "pane__say" });
    this.say.setAttribute("role", "status");
    this.marks = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.marks.setAttribute("class", "pane__marks");
    this.marks.setAttribute("aria-hidden", "true");
    this.field.append(this.image, this.marks, this.say);
    this.box.append(this.select, this.field);
    this.reset();
    this.select.addEventListener("change", () => this.show(this.pictures, this.select.selectedIndex));
    this.box.addEventListener("focusin", chosen);
    this.box.addEventListener("pointerdown", chosen);
    this.image.addEventListener("load", () => {
      this.say.textContent = "";
      this.mark();
    });
    this.image.addEventListener("error", () => this.image.getAttribute("src") && (this.say.textContent = "影像没有加载出来，请检查网络后重新打开。"));
    this.field.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.field.addEventListener("pointerdown", (event) => this.drag(event));
    this.field.addEventListener("dblclick", () => (this.scale > 1 ? this.fit() : this.zoom(2)));
  }

  /** @param {{src: string, title: string, boxes?: SVGElement}[]} pictures @param {number} at */
  show(pictures, at) {
    this.pictures = pictures;
    this.at = at;
    this.select.replaceChildren(...pictures.map((one, index) => new Option(one.title, String(index), index === at, index === at)));
    this.say.textContent = "正在加载…";
    this.marks.replaceChildren();
    this.image.src = pictures[at].src;
    this.image.alt = pictures[at].title;
    this.reset();
    this.draw();
  }

  /** What was found wanting, drawn where the page drew it: the marks fit into the field as the picture does. */
  mark() {
    const boxes = this.pictures[this.at]?.boxes?.cloneNode(true);
    if (!boxes) return;
    const { naturalWidth: width, naturalHeight: height } = this.image;
    this.marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
    boxes.setAttribute("width", width);
    boxes.setAttribute("height", height);
    this.marks.replaceChildren(boxes);
  }

  clear() {
    this.marks.replaceChildren();
    this.image.removeAttribute("src");
    this.reset();
  }

  reset() {
    this.scale = 1;
    this.turned = 0;
    this.x = 0;
    this.y = 0;
  }

  fit() {
    this.reset();
    this.draw();
  }

  turn() {
    this.turned = (this.turned + 90) % 360;
    this.x = 0;
    this.y = 0;
    this.draw();
  }

  /** @param {number} by */
  zoom(by) {
    const next = Math.min(MOST, Math.max(LEAST, this.scale * by));
    this.x *= next / this.scale;
    this.y *= next / this.scale;
    this.scale = next;
    this.draw();
  }

  /** @param {number} x @param {number} y pixels */
  pan(x, y) {
    this.x += x;
    this.y += y;
    this.draw();
  }

  wheel(event) {
    event.preventDefault();
    const box = this.field.getBoundingClientRect();
    const by = event.deltaY < 0 ? 1.15 : 1 / 1.15;
    // What is under the pointer stays there.
    const left = event.clientX - box.left - box.width / 2 - this.x;
    const top = event.clientY - box.top - box.height / 2 - this.y;
    const before = this.scale;
    this.scale = Math.min(MOST, Math.max(LEAST, this.scale * by));
    this.x -= left * (this.scale / before - 1);
    this.y -= top * (this.scale / before - 1);
    this.draw();
  }

  drag(event) {
    if (event.button !== 0) return;
    this.field.setPointerCapture(event.pointerId);
    const start = { x: event.clientX - this.x, y: event.clientY - this.y };
    const move = (moved) => {
      this.x = moved.clientX - start.x;
      this.y = moved.clientY - start.y;
      this.draw();
    };
    this.field.addEventListener("pointermove", move);
    const stop = () => this.field.removeEventListener("pointermove", move);
    this.field.addEventListener("pointerup", stop, { once: true });
    this.field.addEventListener("pointercancel", stop, { once: true });
  }

  draw() {
    // A turned picture must fit the other way round.
    const box = this.field.getBoundingClientRect();
    const sideways = this.turned % 180 !== 0 && box.width > 0;
    const fit = sideways ? Math.min(box.width, box.height) / Math.max(box.width, box.height) : 1;
    const transform = `translate(${this.x}px, ${this.y}px) rotate(${this.turned}deg) scale(${this.scale * (sideways ? Math.max(fit, 0.4) : 1)})`;
    this.image.style.transform = transform;
    this.marks.style.transform = transform;
  }
}
