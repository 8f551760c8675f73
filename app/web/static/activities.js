// @ts-check
/** Plans, changes and ends programmes of training, coaching and meetings. */

const section = document.querySelector("#activities");
const form = /** @type {HTMLFormElement | null} */ (section?.querySelector("[data-programme]"));
const answer = /** @type {HTMLElement} */ (form?.querySelector("[data-answer]"));
const people = /** @type {HTMLOptionElement[]} */ ([...(section?.querySelectorAll("[data-people] option") ?? [])]);
const ids = new Map(people.map((person) => [person.value, person.dataset.id ?? ""]));
const names = new Map([...ids].map(([name, id]) => [id, name]));
/** @type {any} The programme that is being changed; null while a new one is written. */
let changed = null;

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const path = changed === null ? "/v1/programmes" : `/v1/programmes/${changed.id}`;
    await sent(path, changed === null ? "POST" : "PUT", written(new FormData(form)));
  } catch (trouble) {
    answer.textContent = trouble instanceof Error ? trouble.message : "The service cannot be reached.";
  }
});

for (const button of section?.querySelectorAll("[data-edit-programme]") ?? []) {
  button.addEventListener("click", async () => {
    const response = await fetch(`/v1/programmes/${/** @type {HTMLElement} */ (button).dataset.editProgramme}`);
    if (response.ok) {
      changed = await response.json();
      show(changed);
    }
  });
}
for (const button of section?.querySelectorAll("[data-end-programme]") ?? []) {
  button.addEventListener("click", async () => {
    if (window.confirm(`${button.getAttribute("aria-label")}? Sessions already announced stay.`)) {
      await sent(`/v1/programmes/${/** @type {HTMLElement} */ (button).dataset.endProgramme}`, "DELETE");
    }
  });
}

/** @param {string} path @param {string} method @param {object} [body] */
async function sent(path, method, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, body ? { method, headers, body: JSON.stringify(body) } : { method });
  if (response.ok) {
    window.location.hash = "activities";
    window.location.reload();
    return;
  }
  const problem = await response.json();
  const errors = (problem.errors ?? []).map((/** @type {any} */ each) => each.message);
  answer.textContent = [problem.detail ?? "The request was refused.", ...errors].join(" ");
}

/** @param {FormData} fields What the service takes; fields the form does not show stay as they are. */
function written(fields) {
  const { id, created_at, updated_at, ...kept } = changed ?? {};
  return {
    ...kept,
    ...Object.fromEntries(["name", "activity", "opens", "closes", "zone", "first_date", "favour"].map((name) => [name, fields.get(name)])),
    minutes: Number(fields.get("minutes")),
    times_a_week: fields.get("times_a_week") ? Number(fields.get("times_a_week")) : null,
    weekdays: fields.getAll("weekdays").map(Number),
    deadline: fields.get("deadline") || null,
    cohorts: parts(String(fields.get("cohorts")), "\n").map(cohort),
    facilitator_ids: parts(String(fields.get("facilitators")), ",").map(idOf),
  };
}

/** @param {string} line */
function cohort(line) {
  const [name, rest] = line.includes(":") ? [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)] : ["", line];
  if (!name.trim()) throw new Error(`Expected a name and a colon before the people of “${line}”.`);
  const members = parts(rest, ",");
  return {
    name: name.trim(),
    agent_ids: members.filter((member) => !member.startsWith("#")).map(idOf),
    tags: members.filter((member) => member.startsWith("#")).map((member) => member.slice(1)),
  };
}

/** @param {string} name */
function idOf(name) {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`Nobody is called ${name}; tags begin with #.`);
  return id;
}

/** @param {string} text @param {string} separator */
function parts(text, separator) {
  return text.split(separator).map((part) => part.trim()).filter(Boolean);
}

/** @param {any} programme Fills the form. */
function show(programme) {
  if (form === null) return;
  const set = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = String(value ?? "");
  };
  for (const name of ["name", "activity", "minutes", "times_a_week", "zone", "first_date", "deadline", "favour"]) set(name, programme[name]);
  for (const name of ["opens", "closes"]) set(name, programme[name].slice(0, 5));
  const weekdays = /** @type {HTMLSelectElement} */ (form.elements.namedItem("weekdays"));
  for (const option of weekdays.options) option.selected = programme.weekdays.includes(Number(option.value));
  set("cohorts", programme.cohorts.map((/** @type {any} */ each) => `${each.name}: ${[...each.agent_ids.map((/** @type {string} */ id) => names.get(id)), ...each.tags.map((/** @type {string} */ tag) => `#${tag}`)].join(", ")}`).join("\n"));
  set("facilitators", programme.facilitator_ids.map((/** @type {string} */ id) => names.get(id)).join(", "));
  /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]")).textContent = `Change ${programme.name}`;
  /** @type {HTMLDetailsElement} */ (form.closest("details")).open = true;
  form.scrollIntoView({ block: "center" });
}
