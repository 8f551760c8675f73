// @ts-check
/** Asks why the roster is as it is, waits for the answer and writes it down in plain words. */

const POLL_MS = 500;
const MOST_LISTED = 12;

const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog.answer"));

document.addEventListener("click", (event) => {
  const asked = /** @type {Element} */ (event.target).closest("[data-question]");
  if (dialog && asked) {
    ask(dialog, asked.getAttribute("data-question") ?? "");
  }
});

/** @param {HTMLDialogElement} place @param {string} question */
async function ask(place, question) {
  const told = /** @type {HTMLElement} */ (place.querySelector("[data-told]"));
  told.replaceChildren(paragraph("Every option is being tried on the roster…"));
  place.showModal();
  try {
    const response = await fetch(`/v1/rosters/${place.dataset.roster}:explain`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: question,
    });
    const job = await response.json();
    const found = response.ok ? await answerOf(job, place) : null;
    if (found) {
      told.replaceChildren(...written(found));
    } else if (place.open) {
      told.replaceChildren(paragraph(job.detail ?? "The question was not answered; its job tells why."));
    }
  } catch {
    told.replaceChildren(paragraph("The service cannot be reached."));
  }
}

/** @param {any} job @param {HTMLDialogElement} place */
async function answerOf(job, place) {
  let now = job;
  while (!now.finished_at && place.open) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await (await fetch(`/v1/jobs/${job.id}`)).json();
  }
  if (!now.links.result) {
    job.detail = now.problem?.detail;
    return null;
  }
  return (await fetch(now.links.result)).json();
}

/** @param {any} found an explanation */
function written(found) {
  const { conflict, interval, assignment } = found.answer;
  const parts = [paragraph(found.said)];
  if (conflict) {
    parts.push(...conflictParts(conflict));
  }
  const tried = interval ?? assignment;
  if (tried) {
    parts.push(heading("What could be done, each tried on the roster"), optionTable(tried.options));
    const people = interval ? interval.considered : assignment.others;
    parts.push(heading("Everybody who was considered"), list(people.map((/** @type {any} */ each) => each.said)));
  }
  return parts;
}

/** @param {any} conflict */
function conflictParts(conflict) {
  const parts = [];
  if (conflict.members.length) {
    parts.push(heading(`These cannot hold together${conflict.proved ? " (proved: without any one of them they can)" : ""}`));
    parts.push(list(conflict.members.map((/** @type {any} */ each) => each.said)));
  }
  if (conflict.repair) {
    const best = conflict.repair.cheapest ? "the cheapest there is" : `no repair is cheaper than ${shown(conflict.repair.bound)}`;
    parts.push(heading(`A repair that solves, worth ${shown(conflict.repair.price)} minutes of work (${best})`));
    parts.push(list(conflict.repair.actions.map((/** @type {any} */ each) => each.said)));
  }
  return parts;
}

/** @param {any[]} options */
function optionTable(options) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of ["What", "Agent-hours", "Cost", "What else changes"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const option of options) {
    const row = body.insertRow();
    const broken = option.broken.map((/** @type {any} */ each) => each.message);
    row.insertCell().textContent = option.said;
    row.insertCell().textContent = signed(option.gained_hours);
    row.insertCell().textContent = signed(option.cost);
    row.insertCell().textContent = [...broken, ...changes(option.tiers)].join(" ") || "nothing";
  }
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.append(options.length ? table : paragraph("Nothing that the templates offer would help."));
  return scroll;
}

const TIERS = ["required rules", "must-haves", "service", "cost", "fairness", "preferences"];

/** @param {{tier: number, before: number, after: number}[]} tiers */
function changes(tiers) {
  return tiers
    .filter((each) => each.after !== each.before)
    .map((each) => `${TIERS[each.tier]} ${each.after < each.before ? "better" : "worse"} by ${shown(Math.abs(each.after - each.before))}.`);
}

/** @param {string[]} lines */
function list(lines) {
  const found = document.createElement("ul");
  for (const line of lines.slice(0, MOST_LISTED)) {
    const item = document.createElement("li");
    item.textContent = line;
    found.append(item);
  }
  if (lines.length > MOST_LISTED) {
    const rest = document.createElement("li");
    rest.textContent = `and ${lines.length - MOST_LISTED} more`;
    found.append(rest);
  }
  return found;
}

/** @param {string} text */
function paragraph(text) {
  const found = document.createElement("p");
  found.textContent = text;
  return found;
}

/** @param {string} text */
function heading(text) {
  const found = document.createElement("h3");
  found.textContent = text;
  return found;
}

/** @param {number} value */
function shown(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}

/** @param {number} value */
function signed(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 2, signDisplay: "exceptZero" });
}
