// Signs in, lists, creates, changes by ETag, is refused, and walks pages: with types made from the document.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { paths } from "./made/schema";

const [baseUrl, token] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: baseUrl!, headers: { Authorization: `Bearer ${token}` } });

const processes = await client.GET("/quality/v1/processes", { params: { query: { limit: 1 } } });
assert(processes.data, processes.error?.code);
const process_id = processes.data.items[0]!.id;

const created = await client.POST("/quality/v1/nonconformances", {
  body: { title: "A scratched ring", detected_at: new Date().toISOString(), detected_where: "process", process_id },
});
assert(created.data, JSON.stringify(created.error));
const etag = created.response.headers.get("etag")!;
const path = { nonconformance_id: created.data.id };

const changed = await client.PATCH("/quality/v1/nonconformances/{nonconformance_id}", {
  params: { path, header: { "If-Match": etag } },
  body: { title: "Two scratched rings" },
});
assert.equal(changed.data?.title, "Two scratched rings", JSON.stringify(changed.error));

const stale = await client.PATCH("/quality/v1/nonconformances/{nonconformance_id}", {
  params: { path, header: { "If-Match": etag } },
  body: { title: "Three" },
});
assert.equal(stale.response.status, 412);
assert.equal(stale.error?.code, "version_mismatch");

const refused = await client.POST("/quality/v1/nonconformances/{nonconformance_id}/transitions", {
  params: { path, header: { "If-Match": changed.response.headers.get("etag")! } },
  body: { action: "open" },
});
assert.equal(refused.response.status, 409);
assert.equal(refused.error?.code, "transition_not_allowed");

const seen = new Set<string>();
for (let cursor: string | undefined; ; ) {
  const page = await client.GET("/quality/v1/nonconformances", { params: { query: { limit: 2, cursor } } });
  assert(page.data, page.error?.code);
  for (const { id } of page.data.items) seen.add(id);
  if (page.data.next_cursor === null) break;
  cursor = page.data.next_cursor;
}
assert(seen.has(created.data.id) && seen.size > 2);
console.log(`${seen.size} nonconformances seen`);
