// A small triage service: a Zendesk webhook comes in, OpenAI sorts the ticket, Slack is told.
// It uses the vendors' own clients as they are; everything it knows of the world comes from its environment.
"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");
const { createServer } = require("node:http");
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { WebClient } = require("@slack/web-api");
const OpenAI = require("openai");

const env = process.env;
const WINDOW_SECONDS = 300;
const PAUSE_MS = 500;

// The client repeats a post whose answer was lost, which would double it: repeating is our own business here.
const slack = new WebClient(env.CHAT_BOT_TOKEN, { slackApiUrl: `${env.CHAT_URL}/api/`, retryConfig: { retries: 0 } });
const openai = new OpenAI({ apiKey: env.AI_API_KEY, baseURL: `${env.AI_URL}/v1`, maxRetries: 5, timeout: 20_000 });

// What was accepted is written down before it is acknowledged, so that a death in between loses nothing.
class Notebook {
  constructor(path) {
    this.path = path;
    this.tickets = new Map();
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
    for (const { ticket, state } of lines.map((line) => JSON.parse(line))) this.tickets.set(ticket, state);
  }

  write(ticket, state) {
    appendFileSync(this.path, JSON.stringify({ ticket, state }) + "\n");
    this.tickets.set(ticket, state);
  }

  unfinished() {
    return [...this.tickets].filter(([, state]) => state !== "done");
  }
}

const notebook = new Notebook(env.NOTEBOOK);

function isGenuine(headers, body) {
  const timestamp = headers["x-zendesk-webhook-signature-timestamp"] ?? "";
  const given = Buffer.from(headers["x-zendesk-webhook-signature"] ?? "", "base64");
  const expected = createHmac("sha256", env.HELPDESK_SIGNING_SECRET).update(timestamp).update(body).digest();
  const recent = Math.abs(Date.now() - Date.parse(timestamp)) <= WINDOW_SECONDS * 1000;
  return recent && given.length === expected.length && timingSafeEqual(given, expected);
}

async function readTicket(id) {
  const credentials = Buffer.from(`${env.HELPDESK_EMAIL}/token:${env.HELPDESK_API_TOKEN}`).toString("base64");
  const answer = await fetch(`${env.HELPDESK_URL}/api/v2/tickets/${id}.json`, {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw Object.assign(new Error(`Zendesk said ${answer.status}`), { after: answer.headers.get("retry-after") });
  return (await answer.json()).ticket;
}

async function classify(ticket) {
  const schema = {
    type: "object",
    properties: { category: { type: "string", enum: JSON.parse(env.CATEGORIES) } },
    required: ["category"],
    additionalProperties: false,
  };
  const completion = await openai.chat.completions.create({
    model: "gpt-5.4-mini-2026-03-17",
    store: true,
    metadata: { key: `node:${ticket.id}` },
    messages: [
      { role: "system", content: "Sort the message into one category." },
      { role: "user", content: ticket.description },
    ],
    response_format: { type: "json_schema", json_schema: { name: "category", strict: true, schema } },
  });
  return JSON.parse(completion.choices[0].message.content).category;
}

// A post whose answer was lost may be there: the channel is searched before it is sent again.
async function isPosted(channel, id) {
  const history = await slack.conversations.history({ channel, limit: 200, include_all_metadata: true });
  return history.messages.some((message) => message.metadata?.event_payload?.ticket_id === String(id));
}

async function announce(ticket, category, inDoubt) {
  const channel = env.CHANNEL_ID || (await channelNamed("triage"));
  if (inDoubt && (await isPosted(channel, ticket.id))) return;
  await slack.chat.postMessage({
    channel,
    text: `Ticket ${ticket.id} is about ${category}`,
    metadata: { event_type: "triaged", event_payload: { ticket_id: String(ticket.id) } },
  });
}

async function channelNamed(name) {
  const list = await slack.conversations.list({ limit: 200 });
  env.CHANNEL_ID = list.channels.find((channel) => channel.name === name).id;
  return env.CHANNEL_ID;
}

const underWay = new Set();

async function work(id) {
  if (underWay.has(id)) return;
  underWay.add(id);
  for (let tries = 0; ; tries += 1) {
    try {
      const ticket = await readTicket(id);
      const category = await classify(ticket);
      const inDoubt = notebook.tickets.get(id) === "posting";
      notebook.write(id, "posting");
      await announce(ticket, category, inDoubt);
      notebook.write(id, "done");
      report("routed", id, { category });
      break;
    } catch (error) {
      report("retry", id, { reason: error.message.slice(0, 120), tries });
      const asked = Number(error.after ?? 0) * 1000;
      await new Promise((resolve) => setTimeout(resolve, Math.max(asked, Math.random() * PAUSE_MS * 2 ** Math.min(tries, 5))));
    }
  }
  underWay.delete(id);
}

// Lines of this form count as the service's own reports.
function report(kind, key, fields) {
  console.log(JSON.stringify({ kind, system: null, operation: null, key: `node:${key}`, fields }));
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts);
    if (request.url === "/healthz") return response.writeHead(204).end();
    if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
    const id = String(JSON.parse(body).detail.id);
    if (!notebook.tickets.has(id)) {
      notebook.write(id, "accepted");
      void work(id);
    }
    response.writeHead(202).end();
  });
});

server.listen(Number(env.PORT), "127.0.0.1", () => {
  for (const [id] of notebook.unfinished()) void work(id);
});
process.on("SIGTERM", () => server.close(() => process.exit(0)));
