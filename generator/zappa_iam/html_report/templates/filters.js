// Shows the permissions that fit what is chosen, and hides the others.
(() => {
  const form = document.querySelector(".filters");
  const rows = [...document.querySelectorAll(".grant")];
  const features = [...document.querySelectorAll(".feature")];
  const none = document.querySelector("#who .none");
  form.hidden = false;
  const show = () => {
    const wanted = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    const text = (wanted.text ?? "").trim().toLowerCase();
    const fits = (row) => Object.entries(wanted).every(([name, value]) =>
      name === "project" ? row.closest(".feature").dataset.project.split("|").includes(value) : name === "text" ? `${row.dataset.text} ${row.closest(".statement").dataset.text}`.includes(text) : row.dataset[name].split("|").includes(value));
    for (const row of rows) row.hidden = !fits(row);
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector("output").textContent = `${shown} of ${rows.length} permissions`;
    none.hidden = shown > 0;
    if (Object.keys(wanted).length) for (const feature of features) feature.open = true;
  };
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeprint", () => document.querySelectorAll(".numbers, .feature").forEach((part) => (part.open = true)));
  show();
})();
