// Client of the REST API. Errors carry the server's message.

/** Adds the server's path prefix, which the page declares, to an absolute path. */
export function at(path) {
  return document.documentElement.dataset.root + path.slice(1);
}

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `the server responded with HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

export async function get(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    if (given !== null && given !== undefined && given !== "") query.set(name, given); // lists are joined with commas
  }
  const search = query.size ? `?${query}` : "";
  return answer(await fetch(at(`/api/v1/${path}${search}`), { headers: { Accept: "application/json" } }));
}

/** Posts to the REST API, or to an absolute path of the server. */
export async function post(path, body = null, headers = {}) {
  const request = { method: "POST", body, headers: { Accept: "application/json", ...csrf(), ...headers } };
  return answer(await fetch(at(path.startsWith("/") ? path : `/api/v1/${path}`), request));
}

export async function remove(path) {
  return answer(await fetch(at(`/api/v1/${path}`), { method: "DELETE", headers: { Accept: "application/json", ...csrf() } }));
}

/** The YAML of a spec in the catalog. */
export async function catalog(name) {
  return answer(await fetch(at(`/api/v1/catalog/${encodeURIComponent(name)}`), { headers: { Accept: "application/yaml" } }));
}

/** A new idempotency key: the server executes requests with the same key once. */
export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answer(response) {
  const text = await response.text();
  let content = text;
  if ((response.headers.get("Content-Type") ?? "").includes("json") && text !== "") {
    content = JSON.parse(text);
  }
  if (!response.ok) {
    throw new Refused(response.status, typeof content === "object" ? content : { title: content });
  }
  return content;
}

/** The CSRF token, as a request header. */
function csrf() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("XSRF-TOKEN="));
  return cookie ? { "X-XSRF-TOKEN": decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) } : {};
}
