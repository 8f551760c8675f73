// @ts-check
/** One line of the list of jobs, kept up to date by the events of its job. */

const RELOAD_AFTER_MS = 1200;

/** @param {HTMLElement} line a list item with data-job, data-state, data-figures and data-stop in it */
export function follow(line) {
  const address = `/v1/jobs/${line.dataset.job}`;
  const state = /** @type {HTMLElement} */ (line.querySelector("[data-state]"));
  const figures = /** @type {HTMLElement} */ (line.querySelector("[data-figures]"));
  const stop = /** @type {HTMLButtonElement} */ (line.querySelector("[data-stop]"));
  /** @type {Record<string, unknown>} */
  const known = {};
  const events = new EventSource(`${address}/events`);

  events.addEventListener("progress", (event) => {
    Object.assign(known, JSON.parse(event.data).data);
    figures.textContent = written(known);
  });
  events.addEventListener("state", (event) => {
    const news = JSON.parse(event.data).data;
    state.textContent = news.stop_requested ? "stopping" : news.state;
    if (news.final) {
      events.close();
      stop.remove();
      // Once nothing runs any more the page is drawn anew with what was made.
      if (news.state === "succeeded" || news.state === "stopped") {
        setTimeout(reload, RELOAD_AFTER_MS);
      } else {
        tellWhy(address, figures);
      }
    }
  });
  stop.addEventListener("click", async () => {
    stop.disabled = true;
    await fetch(`${address}:cancel`, { method: "POST" });
  });
}

/** Draws the page anew, but not from under a reader of an open dialog. */
function reload() {
  const open = document.querySelector("dialog[open]");
  if (open) {
    open.addEventListener("close", () => location.reload());
  } else {
    location.reload();
  }
}

/** @param {string} address @param {HTMLElement} place */
async function tellWhy(address, place) {
  const job = await (await fetch(address)).json();
  place.textContent = job.problem?.detail ?? "";
}

/** @param {Record<string, unknown>} figures */
function written(figures) {
  return Object.entries(figures)
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${shown(value)}`)
    .join(" · ");
}

/** @param {unknown} value */
function shown(value) {
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 3 }) : String(value).replaceAll("_", " ");
}
