// PouchDB's server as its own guide sets it up, on LevelDB. usage: node pouchdb_server.js <folder> <port>
"use strict";

const path = require("path");
const [folder, port] = process.argv.slice(2);
const PouchDB = require("pouchdb").defaults({ prefix: folder + path.sep });
const serve = require("express-pouchdb")(PouchDB, {
  mode: "minimumForPouchDB",
  inMemoryConfig: true,
  logPath: path.join(folder, "log.txt"),
});

require("express")().use("/", serve).listen(Number(port), "127.0.0.1");
