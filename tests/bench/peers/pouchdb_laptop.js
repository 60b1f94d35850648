// A laptop of the bench that is PouchDB: takes one JSON request a line, answers one JSON line (see peers.py, Laptop).
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const PouchDB = require("pouchdb");

const BATCH = { batch_size: 1000, batches_limit: 10 }; // faster than the 100 that it starts with, as fast as 500
let local;

const sync = { push: (url) => local.replicate.to(url, BATCH), pull: (url) => local.replicate.from(url, BATCH), both: (url) => local.sync(url, BATCH) };

const actions = {
  async open({ folder }) {
    local = new PouchDB(path.join(folder, "laptop"));
    await local.info();
  },
  async create({ file }) {
    const records = JSON.parse(fs.readFileSync(file, "utf8"));
    for (let at = 0; at < records.length; at += 500) {
      const documents = records.slice(at, at + 500).map((record) => ({ _id: record.number, ...record }));
      for (const done of await local.bulkDocs(documents)) if (!done.ok) throw new Error(JSON.stringify(done));
    }
  },
  async change({ number, contact }) {
    await local.put({ ...(await local.get(number)), contact });
  },
  async read({ number }) {
    return { contact: (await local.get(number)).contact, records: (await local.info()).doc_count };
  },
  async sync({ url, way }) {
    const begun = process.hrtime.bigint();
    await sync[way](`${url}/records`);
    return { ms: Number(process.hrtime.bigint() - begun) / 1e6 };
  },
};

async function run() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    console.log(JSON.stringify((await actions[request.do](request)) ?? {}));
  }
  process.exit(0); // what keeps a connection open for another request does not matter any more
}

run().catch((error) => {
  console.error(error);
  process.exit(1);
});
