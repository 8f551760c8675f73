// @ts-check
/** Follows running jobs and asks for rosters; everything else on the page is drawn by the server. */

import "./activities.js";
import "./explain.js";
import { follow } from "./jobs.js";

const list = /** @type {HTMLElement} */ (document.querySelector(".jobs"));
for (const line of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-live]"))) {
  follow(line);
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-request]"));
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = /** @type {HTMLElement} */ (form.querySelector("[data-answer]"));
  const button = /** @type {HTMLButtonElement} */ (event.submitter ?? form.querySelector("button"));
  const fields = new FormData(form);
  const comparing = button.name === "compare";
  button.disabled = true;
  answer.textContent = "Asking…";
  try {
    const response = await fetch(comparing ? "/v1/comparisons" : "/v1/rosters", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        first_date: fields.get("first_date"),
        ...(comparing ? {} : { coverage_model: fields.get("coverage_model") }),
        seconds: Number(fields.get("seconds")),
      }),
    });
    const body = await response.json();
    if (!response.ok) {
      answer.textContent = told(body);
      return;
    }
    answer.textContent = "The work has begun; it is followed at the top of the page.";
    list.closest("section")?.removeAttribute("hidden");
    follow(lineOf(body));
  } catch {
    answer.textContent = "The service cannot be reached.";
  } finally {
    button.disabled = false;
  }
});

/** @param {{detail?: string, errors?: {loc?: string[], message?: string}[]}} problem */
function told(problem) {
  const errors = (problem.errors ?? []).map((each) => `${each.loc?.at(-1) ?? ""}: ${each.message ?? ""}`);
  return [problem.detail ?? "The request was refused.", ...errors].join(" ");
}

/** @param {{id: string, kind: string, state: string}} job */
function lineOf(job) {
  const line = document.createElement("li");
  line.dataset.job = job.id;
  const kind = document.createElement("strong");
  kind.textContent = job.kind.replaceAll("_", " ");
  const state = document.createElement("span");
  state.dataset.state = "";
  state.className = "badge";
  state.textContent = job.state;
  const figures = document.createElement("span");
  figures.dataset.figures = "";
  const stop = document.createElement("button");
  stop.type = "button";
  stop.dataset.stop = "";
  stop.textContent = "Stop and keep the best so far";
  line.append(kind, " ", state, " ", figures, " ", stop);
  list.append(line);
  return line;
}
