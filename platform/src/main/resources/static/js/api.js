// The REST API, with the answer's own words when it refuses.

/** The address of a path of the server, which begins with a slash: the server may lie below a prefix, which the page names. */
export function at(path) {
  return document.documentElement.dataset.root + path.slice(1);
}

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `the server answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

export async function get(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    if (given !== null && given !== undefined && given !== "") query.set(name, given); // a list with commas
  }
  const search = query.size ? `?${query}` : "";
  return answer(await fetch(at(`/api/v1/${path}${search}`), { headers: { Accept: "application/json" } }));
}

/** To the REST API, or to a path of the server's that begins with a slash. */
export async function post(path, body = null, headers = {}) {
  const request = { method: "POST", body, headers: { Accept: "application/json", ...csrf(), ...headers } };
  return answer(await fetch(at(path.startsWith("/") ? path : `/api/v1/${path}`), request));
}

export async function remove(path) {
  return answer(await fetch(at(`/api/v1/${path}`), { method: "DELETE", headers: { Accept: "application/json", ...csrf() } }));
}

/** The YAML of a shipped spec. */
export async function catalog(name) {
  return answer(await fetch(at(`/api/v1/catalog/${encodeURIComponent(name)}`), { headers: { Accept: "application/yaml" } }));
}

/** Names one intention, so that sending it twice does it once. */
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

/** The token that proves that the request comes from our own page. */
function csrf() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("XSRF-TOKEN="));
  return cookie ? { "X-XSRF-TOKEN": decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) } : {};
}
