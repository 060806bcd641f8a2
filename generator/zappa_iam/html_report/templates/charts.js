// Draws the charts out of the data in the page; each has its numbers in a table beside it.
(() => {
  const data = JSON.parse(document.getElementById("drawn").textContent);
  const columns = new Map(data.columns.map((column) => [column.key, column.name]));
  const marked = new Set(data.columns.filter((column) => column.marked).map((column) => column.key));
  const who = (principal) => data.identities[principal];
  const colour = (name) => `var(--${name})`;
  const levels = { domain: data.levels, range: data.levels.map((_, place) => colour(`level-${place}`)) };
  const reaches = { domain: Object.keys(data.reaches), range: Object.keys(data.reaches).map(colour) };
  const reachOf = new Map(data.reach.nodes.filter((node) => node.column === 2).map((node) => [node.id, node.reach]));
  const widest = (width) => Math.min(width, 1100);
  const narrow = (width) => width < 560;
  const named = (width) => (narrow(width) ? 124 : 190);
  const short = (text, width) => (narrow(width) && text.length > 17 ? `${text.slice(0, 16)}…` : text);

  const measured = (kind) => data.measures.filter((row) => row.measure === kind).flatMap((row) =>
    Object.entries(row.values).map(([column, value]) => ({ principal: row.principal, column, ...value })));
  const shares = (width, kind) => {
    const rows = measured(kind).filter((row) => row.of);
    return each(rows, (some) => Plot.plot({
    width: widest(width), marginLeft: named(width), marginRight: 84, marginTop: 0, marginBottom: 4, height: 30 * some.length + 4, style: { fontSize: "13px" },
    x: { axis: null, domain: [0, 1] }, y: { label: null, tickSize: 0, domain: some.map((row) => row.column), tickFormat: (key) => short(columns.get(key), width) },
    marks: [
      Plot.barX(some, { x: 1, y: "column", fill: colour("line"), insetTop: 3, insetBottom: 3, rx: 4 }),
      Plot.barX(some, { x: (row) => row.count / row.of, y: "column", fill: (row) => colour(marked.has(row.column) ? "ours" : "theirs"), insetTop: 3, insetBottom: 3, rx: 4 }),
      Plot.text(some, { x: 1, y: "column", text: (row) => `${row.count} of ${row.of}`, textAnchor: "start", dx: 6, fontWeight: 600 }),
      ],
    }));
  };
  const each = (rows, plot) => Object.keys(data.identities).filter((key) => rows.some((row) => row.principal === key)).map((key) => {
    const part = document.createElement("div");
    const head = document.createElement("p");
    head.className = "whose";
    head.textContent = who(key);
    part.append(head, plot(rows.filter((row) => row.principal === key)));
    return part;
  });

  const charts = {
    actions: (width) => {
      const most = Math.max(...measured("actions").map((row) => row.count), 1);
      return [legend(levels), ...each(data.access, (rows) => {
        const sums = Array.from(d3.rollup(rows, (found) => d3.sum(found, (row) => row.actions), (row) => row.column), ([column, count]) => ({ column, count }));
        return Plot.plot({
          width: widest(width), marginLeft: named(width), marginRight: 56, marginTop: 0, marginBottom: 4, height: 30 * sums.length + 4, style: { fontSize: "13px" }, color: levels,
          x: { axis: null, domain: [0, most] }, y: { label: null, tickSize: 0, domain: sums.map((row) => row.column), tickFormat: (key) => short(columns.get(key), width) },
          marks: [
            Plot.barX(rows, Plot.groupY({ x: "sum" }, { x: "actions", y: "column", fill: "level", order: data.levels, insetTop: 3, insetBottom: 3 })),
            Plot.text(sums, { x: "count", y: "column", text: "count", textAnchor: "start", dx: 6, fontWeight: 600 }),
          ],
        });
      })];
    },
    fleet: (width) => {
      const roots = d3.rollups(data.fleet, (found) => found.length, (row) => row.root).map(([root, count]) => ({ root, count })).sort((one, two) => two.count - one.count || d3.ascending(one.root, two.root));
      return [Plot.plot({
        width: Math.min(width, 800), marginLeft: named(width), marginRight: 40, marginTop: 0, marginBottom: 4, height: 26 * roots.length + 4, style: { fontSize: "13px" },
        x: { axis: null }, y: { label: null, tickSize: 0, domain: roots.map((row) => row.root), tickFormat: (name) => short(name, width) },
        marks: [
          Plot.barX(roots, { x: "count", y: "root", fill: colour("ours"), insetTop: 3, insetBottom: 3, rx: 4 }),
          Plot.text(roots, { x: "count", y: "root", text: "count", textAnchor: "start", dx: 6, fontWeight: 600 }),
        ],
      })];
    },
    denied: (width) => shares(width, "forbidden"),
    opened: (width) => shares(width, "chains"),
    matrix: (width) => {
      const rows = data.reach.links.filter((link) => data.identities[link.from]);
      const services = [...new Set(rows.map((row) => row.to))].sort();
      return [Plot.plot({
        width: Math.min(width, 640), marginLeft: narrow(width) ? 110 : 160, marginTop: 28, height: 26 * services.length + 40, style: { fontSize: "13px" },
        x: { axis: "top", label: null, tickSize: 0, domain: Object.keys(data.identities), tickFormat: who }, y: { label: null, tickSize: 0, domain: services, tickFormat: (name) => short(name, width) },
        marks: [
          Plot.cell(rows, { x: "from", y: "to", fill: colour("accent"), fillOpacity: (row) => 0.1 + 0.4 * Math.sqrt(row.actions.length / d3.max(rows, (each) => each.actions.length)), inset: 1, rx: 4 }),
          Plot.text(rows, { x: "from", y: "to", text: (row) => row.actions.length, fontWeight: 600 }),
        ],
      })];
    },
    graph: (width) => {
      const wide = Math.max(Math.min(width, 1100), 700); // a narrow screen scrolls
      const at = [4, wide * 0.34, wide * 0.56];
      const services = data.reach.nodes.filter((node) => node.column === 1).map((node) => node.id);
      const ends = data.reach.nodes.filter((node) => node.column === 2);
      const places = new Map();
      ends.forEach((node, place) => places.set(node.id, { ...node, x: at[2], y: place }));
      services.forEach((service) => {
        const own = ends.filter((node) => node.service === service).map((node) => places.get(node.id).y);
        places.set(service, { id: service, column: 1, label: service, x: at[1], y: d3.mean(own) });
      });
      const people = data.reach.nodes.filter((node) => node.column === 0);
      people.forEach((node, place) => places.set(node.id, { ...node, x: at[0], y: ((place + 0.5) * ends.length) / people.length - 0.5 }));
      const links = data.reach.links.map((link) => ({ ...link, start: places.get(link.from), end: places.get(link.to), reach: reachOf.get(link.to) }));
      const fits = Math.floor((wide - at[2]) / 7.4);
      const cut = (text, most) => (text.length > most ? `${text.slice(0, Math.max(most - 1, 3))}…` : text);
      return [legend({ ...reaches, names: data.reaches }), Plot.plot({
        width: wide, height: 24 * ends.length + 30, margin: 12, marginLeft: 4, marginRight: 4, style: { fontSize: "13px" },
        x: { axis: null, domain: [0, wide], range: [0, wide] }, y: { axis: null, domain: [ends.length - 0.5, -0.5] },
        marks: [
          Plot.link(links, { x1: (row) => row.start.x + (row.start.column === 0 ? 180 : 100), y1: (row) => row.start.y, x2: (row) => row.end.x - 8, y2: (row) => row.end.y,
            curve: "bump-x", stroke: (row) => (row.reach ? colour(row.reach) : colour("theirs")), strokeWidth: (row) => 1 + Math.sqrt(row.actions.length), strokeOpacity: 0.55 }),
          Plot.dot([...places.values()].filter((node) => node.column === 2), { x: "x", y: "y", r: 4, fill: (node) => colour(node.reach) }),
          Plot.text([...places.values()].filter((node) => node.column !== 2), { x: "x", y: "y", text: (node) => cut(node.label, 26), textAnchor: "start", fontWeight: 600, fill: "currentColor", stroke: colour("paper"), strokeWidth: 4 }),
          Plot.text([...places.values()].filter((node) => node.column === 2), { x: "x", y: "y", text: (node) => cut(node.label, fits), textAnchor: "start", dx: 10, fill: "currentColor", stroke: colour("paper"), strokeWidth: 4, title: (node) => node.on.join("\n") }),
        ],
      })];
    },
    grades: (width) => [Plot.plot({
      width: widest(width), marginLeft: named(width) - 60, marginRight: 56, marginTop: 0, marginBottom: 4, height: 30 * data.certainty.length + 4, style: { fontSize: "13px" },
      x: { axis: null }, y: { label: null, tickSize: 0, domain: data.certainty.map((row) => row.grade), tickFormat: (grade) => data.words[grade] },
      marks: [
        Plot.barX(data.certainty, { x: "grants", y: "grade", fill: (row) => colour(["assumed", "unknown"].includes(row.grade) ? "everything" : "ours"), insetTop: 3, insetBottom: 3, rx: 4 }),
        Plot.text(data.certainty, { x: "grants", y: "grade", text: "grants", textAnchor: "start", dx: 6, fontWeight: 600 }),
      ],
    })],
    changes: (width) => {
      const rows = data.releases.flatMap((row) => ["added", "needless"].map((what) => ({ name: `${row.new} ${what}`, what, count: row[what] })));
      return [Plot.plot({
        width: Math.min(width, 640), marginLeft: 124, marginRight: 40, marginTop: 0, marginBottom: 4, height: 26 * rows.length + 4, style: { fontSize: "13px" },
        x: { axis: null }, y: { label: null, tickSize: 0, domain: rows.map((row) => row.name) },
        marks: [
          Plot.barX(rows, { x: "count", y: "name", fill: (row) => colour(row.what === "added" ? "ours" : "theirs"), insetTop: 2, insetBottom: 2, rx: 4 }),
          Plot.text(rows, { x: "count", y: "name", text: (row) => `${row.count}`, textAnchor: "start", dx: 6, fontWeight: 600 }),
        ],
      })];
    },
  };

  const legend = (scale) => {
    const list = document.createElement("ul");
    list.className = "legend";
    scale.domain.forEach((name, place) => {
      const item = document.createElement("li");
      const box = document.createElement("i");
      box.style.background = scale.range[place];
      item.append(box, scale.names ? scale.names[name] : name);
      list.append(item);
    });
    return list;
  };

  const draw = (place) => {
    const width = place.parentElement.clientWidth;
    if (!width || Number(place.dataset.width) === width) return;
    place.dataset.width = width;
    place.replaceChildren(...charts[place.dataset.chart](width));
    for (const picture of place.querySelectorAll("svg")) {
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", `${document.getElementById(`${place.dataset.chart}-title`).textContent}; the table beside it has the numbers`);
    }
  };
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => draw(entry.target.querySelector(".drawing"))));
  document.querySelectorAll(".drawing").forEach((place) => watch.observe(place.parentElement));
})();
