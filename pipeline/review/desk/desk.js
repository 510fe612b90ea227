// The review desk in the browser. Record text only ever becomes text nodes: nothing of a record is parsed as markup.

const VERDICTS = { confirmed: "确认", rejected: "否定", unsure: "存疑" };
const LETTERS = { confirmed: "y", rejected: "n", unsure: "u" };
const ALL = { ...VERDICTS, clean: "无遗漏", missed: "有漏查", corrected: "已整改", appealed: "申诉中", appeal_upheld: "申诉成立",
  appeal_rejected: "申诉驳回", closed: "已销号", reopened: "重新打开" };
const SEVERITY = { VETO_C: "单项否决丙级", VETO_B: "单项否决乙级", points: "扣分", review: "待复核" };
const SVG = "http://www.w3.org/2000/svg";

function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function drawSvg(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

// Python counts code points, the browser UTF-16 units.
const codePoints = (text) => Array.from(text).length;

function positionOf(node, offset) {
  const holder = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const piece = holder.closest("[data-start]");
  if (!piece || node.nodeType !== Node.TEXT_NODE) return null;
  return { doc: piece.closest("[data-doc]").dataset.doc, at: Number(piece.dataset.start) + codePoints(node.data.slice(0, offset)) };
}

export default {
  render({ model, el }) {
    const root = make("div", { class: "bingan", tabindex: "0", "aria-label": "病历复核台" });
    el.append(root);
    let chosen = null; // the last selection in the text, for a missed defect

    const send = (type, content = {}) => model.send({ type, ...content });
    const view = () => model.get("view");
    const current = () => model.get("current");
    const reason = () => root.querySelector("[data-role=reason]")?.value ?? "";
    const note = () => root.querySelector("[data-role=note]")?.value ?? "";
    function decide(verdict) {
      send("decide", { number: current(), verdict, reason: reason(), note: note() });
      forget();
    }
    function clean() {
      send("clean", { note: note() });
      forget();
    }
    function forget() { // a reason or note belongs to one decision
      for (const role of ["reason", "note"]) root.querySelector(`[data-role=${role}]`).value = "";
    }

    function worklist() {
      const rows = model.get("worklist").map((row) =>
        make("button", { class: "row" + (row.stay_id === view().stay_id ? " on" : ""), "data-stay": row.stay_id,
          onclick: () => send("open", { stay_id: row.stay_id }) },
          make("b", { class: row.level }, row.level), ` ${row.score} `, row.stay_id,
          make("div", { class: "soft" }, `${row.why}　${row.sampled ? (row.open ? "待读" : "已读") : `待定 ${row.open}/${row.total}`}`)));
      return make("div", { "data-role": "worklist" }, make("h4", {}, "工作清单"), ...rows,
        model.get("more") ? make("div", { class: "soft" }, `其后还有 ${model.get("more")} 份`) : null);
    }

    function text() {
      const documents = (view().documents ?? []).map((d) =>
        make("div", { class: "doc", "data-doc": d.doc_id },
          make("h4", {}, `${d.name}　`, make("span", { class: "soft" }, d.written_at ?? "")),
          make("pre", {}, ...d.pieces.map((p) => {
            const on = p.numbers.includes(current());
            const span = make("span", { "data-start": p.start });
            span.textContent = p.text;
            if (!p.numbers.length) return span;
            return make("mark", { class: on ? "on" : "" }, ...p.opens.map((n) => make("sup", {}, String(n))), span);
          }))));
      return make("div", { "data-role": "text" }, timeline(), ...documents);
    }

    function timeline() {
      const events = (view().timeline ?? []).map((e) => ({ ...e, time: new Date(e.at.length > 10 ? e.at : e.at + "T12:00").getTime() }));
      if (events.length < 2) return null;
      const [first, last] = [events[0].time, events[events.length - 1].time];
      const x = (time) => 10 + (580 * (time - first)) / Math.max(1, last - first);
      const svg = drawSvg("svg", { viewBox: "0 0 600 64", width: "100%", role: "img", "aria-label": "住院时间线" });
      svg.append(drawSvg("line", { x1: 10, x2: 590, y1: 34, y2: 34, stroke: "#9aa8b3" }));
      const days = Math.ceil((last - first) / 864e5);
      for (let day = 0; day <= days; day += Math.max(1, Math.ceil(days / 12))) {
        svg.append(drawSvg("text", { x: x(first + day * 864e5), y: 60, "text-anchor": "middle" }, `D${day}`));
      }
      let previous = null;
      for (const e of events) {
        if (e.kind === "document") {
          if (previous && e.time - previous > 3 * 864e5) {
            svg.append(drawSvg("rect", { x: x(previous), y: 31, width: x(e.time) - x(previous), height: 6, fill: "#f3c7c0" }));
          }
          previous = e.time;
        }
        const high = e.kind === "signed";
        const colour = e.flagged ? "#c53030" : e.kind.endsWith("_at") ? "#1d5fa8" : high ? "#b7c3cc" : "#52606d";
        const dot = drawSvg("circle", { cx: x(e.time), cy: high ? 44 : 34, r: high ? 2 : 4, fill: colour });
        dot.append(drawSvg("title", {}, `${e.at.replace("T", " ")} ${e.label}`));
        svg.append(dot);
        if (e.kind.endsWith("_at")) svg.append(drawSvg("text", { x: x(e.time), y: 18, "text-anchor": e.kind === "admitted_at" ? "start" : "end" }, e.label));
      }
      return svg;
    }

    // Everybody who decided, the last one last: his decision holds.
    const people = (d) => (d ? d.said.map((s) => `${ALL[s.verdict] ?? s.verdict}　${s.who}`).join("；") : "");

    function card(f) {
      return make("div", { class: `card ${f.outcome}` + (f.number === current() ? " on" : ""), "data-number": f.number, onclick: () => send("choose", { number: f.number }) },
        make("h3", {}, `${f.number}. ${f.name}`), make("div", {}, f.message),
        make("div", { class: "soft" }, `${f.rule_id}　${f.outcome === "review" ? "待复核" : (SEVERITY[f.severity] ?? f.severity)}　置信度 ${Math.round(100 * f.confidence)} %　依据 ${f.clause}`),
        f.searched.length ? make("div", { class: "soft" }, `已查找：${f.searched.join("、")}`) : null,
        f.remedy ? make("div", { class: "soft" }, `整改：${f.remedy}`) : null,
        ...f.pairs.map((p) => make("div", { class: "sides" }, side(p.steps, "here", "本处"), side(p.steps, "there", `来源 ${p.stay_id} ${p.doc_id}`))),
        make("div", { class: "decided " + (f.decision?.verdict ?? ""), "data-role": "decided" }, people(f.decision)));
    }

    const added = (a) => make("div", { class: "card added" }, make("h3", {}, `补充　${a.rule_id}`), make("div", {}, a.quote),
      make("div", { class: "soft" }, [a.who, a.note].filter(Boolean).join("　")));

    const side = (steps, key, title) => make("div", {}, make("div", { class: "soft" }, title),
      ...steps.map((s) => (s.same ? document.createTextNode(s[key]) : make("ins", {}, s[key]))));

    function findings() {
      const grade = view().grade ?? {};
      const none = view().stay_id && !view().findings.length;
      const options = (list, label) => [make("option", { value: "" }, label), ...list.map(([value, name]) => make("option", { value }, name))];
      const button = (label, act) => make("button", { onclick: act }, label);
      const head = make("div", { class: "head", "data-role": "head" },
        make("h3", {}, view().stay_id ?? "", " ", make("span", { class: grade.level ?? "" }, `${grade.level ?? ""} ${grade.score ?? ""}`)),
        view().blind ? make("div", { class: "blind", "data-role": "blind" }, "双人盲读：两人都定完之前，互相看不到对方的决定") : null,
        make("div", { class: "says", "data-role": "says", "aria-live": "polite" }, model.get("says")),
        make("div", {}, ...Object.entries(VERDICTS).map(([verdict, name]) => button(`${name}(${LETTERS[verdict]})`, () => decide(verdict))),
          none ? button("无遗漏(c)", clean) : null, button("撤销(z)", () => send("undo"))),
        make("div", { class: "line" }, make("select", { "data-role": "reason", "aria-label": "理由" }, ...options(model.get("reasons"), "理由…")), make("input", { "data-role": "note", placeholder: "备注", "aria-label": "备注" })),
        make("div", { class: "line" }, make("select", { "data-role": "rule", "aria-label": "漏查的规则" }, ...options(model.get("rules"), "漏查：先选中原文，再选规则…")), button("添加(m)", addMissed)),
        make("div", { class: "soft" }, "y 确认　n 否定　u 存疑　c 无遗漏　m 添加漏查　z 撤销　j/k 下一个/上一个　] / [ 下一份/上一份"));
      const read = people(view().read);
      return make("div", { "data-role": "findings" }, head, ...(view().findings ?? []).map(card),
        none ? make("div", { class: "soft" }, "这份病历没有报缺陷，是抽样复查：请通读全文。没有漏查按 c；有漏查，选中原文、选规则、按 m。") : null,
        none && read ? make("div", { class: "decided", "data-role": "read" }, read) : null,
        ...(view().added ?? []).map(added));
    }

    function addMissed() {
      const rule = root.querySelector("[data-role=rule]").value;
      if (chosen && rule) {
        send("missed", { ...chosen, rule_id: rule, note: note() });
        forget();
      } else send("hint", { text: "请先在原文中选中文字，并选一条规则" });
    }

    function remember() {
      const selection = document.getSelection();
      if (!selection || selection.isCollapsed || !root.contains(selection.anchorNode)) return;
      const range = selection.getRangeAt(0);
      const [from, to] = [positionOf(range.startContainer, range.startOffset), positionOf(range.endContainer, range.endOffset)];
      if (from && to && from.doc === to.doc && from.at < to.at) chosen = { doc_id: from.doc, start: from.at, end: to.at };
    }

    const KEYS = { y: () => decide("confirmed"), n: () => decide("rejected"), u: () => decide("unsure"), c: clean, z: () => send("undo"), m: addMissed,
      j: () => send("step", { by: 1 }), k: () => send("step", { by: -1 }), "]": () => send("turn", { by: 1 }), "[": () => send("turn", { by: -1 }) };

    root.addEventListener("keydown", (event) => {
      if (["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName)) return event.stopPropagation();
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // JupyterLab has commands on single keys
      act();
    });
    document.addEventListener("selectionchange", remember);

    function paint() {
      const scroll = Object.fromEntries([...root.children].map((c) => [c.dataset.role, c.scrollTop]));
      const typed = ["reason", "note", "rule"].map((role) => [role, root.querySelector(`[data-role=${role}]`)?.value ?? ""]);
      const had = root.contains(document.activeElement);
      root.replaceChildren(worklist(), text(), findings());
      for (const [role, value] of typed) root.querySelector(`[data-role=${role}]`).value = value;
      for (const child of root.children) child.scrollTop = scroll[child.dataset.role] ?? 0;
      root.querySelector(".row.on")?.scrollIntoView({ block: "nearest" });
      root.querySelector(".card.on")?.scrollIntoView({ block: "nearest" });
      root.querySelector("mark.on")?.scrollIntoView({ block: "nearest" });
      if (had) root.focus({ preventScroll: true });
    }
    for (const name of ["view", "current", "worklist", "says"]) model.on(`change:${name}`, paint);
    paint();
    return () => document.removeEventListener("selectionchange", remember);
  },
};
