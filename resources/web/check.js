// Compares a file with the true states of a paper. The file stays here: only its SHA-256 is made, and nothing is sent.
// Written for the browsers of 2017 on, since a code is scanned with whatever phone is at hand.
"use strict";

const byId = (id) => document.getElementById(id);
const main = document.querySelector("main");
const states = [...document.querySelectorAll("[data-sha256]")];
const subtle = window.crypto && window.crypto.subtle;
let latest = 0;

// SHA-256 (FIPS 180-4) for where the browser keeps its own from pages without TLS, as in a company's own network.
function sha256(bytes) {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const part = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
  const k = primes.map((p) => part(Math.cbrt(p)));
  const h = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
  const whole = bytes.length - (bytes.length % 64);
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  const end = new DataView(tail.buffer);
  end.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  end.setUint32(tail.length - 4, (bytes.length * 8) >>> 0);
  const w = new Int32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const work = (view, at) => {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3), s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, x] = h;
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25), s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t1 = (x + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [x, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, x].forEach((v, i) => { h[i] = (h[i] + v) | 0; });
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
  for (let at = 0; at < whole; at += 64) work(view, at);
  for (let at = 0; at < tail.length; at += 64) work(end, at);
  return h.map((v) => (v >>> 0).toString(16).padStart(8, "0")).join("");
}

async function hashed(buffer) {
  if (!subtle) return sha256(new Uint8Array(buffer));
  const digest = new Uint8Array(await subtle.digest("SHA-256", buffer));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(which) {
  for (const said of document.querySelectorAll("#said > *")) said.hidden = said.id !== which;
}

async function check(file) {
  const mine = ++latest;
  show("working");
  byId("file").textContent = file.name;
  let found = "";
  try {
    found = await hashed(await new Response(file).arrayBuffer());
  } catch (error) {
    if (mine === latest) show("unread");
    return;
  }
  if (mine !== latest) return;
  byId("file").textContent = `${file.name} · SHA-256 ${found}`;
  const place = states.findIndex((state) => state.dataset.sha256 === found);
  main.dataset.way = subtle ? "browser" : "own";
  show(place < 0 ? "none" : place < states.length - 1 ? "earlier" : "last");
}

const zone = byId("zone");
if (zone) {
  zone.hidden = false;
  byId("by-hand").hidden = true;
  byId("choose").addEventListener("change", (event) => {
    if (event.target.files[0]) check(event.target.files[0]);
    event.target.value = "";
  });
  // A file that misses the frame must not be opened by the browser in the place of this page.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files[0]) check(event.dataTransfer.files[0]);
  });
  // The address on the paper ends with the hash of what it says; browsers do not send that part.
  const code = location.hash.slice(1);
  const foreign = /^[0-9a-f]{64}$/.test(code) && main.dataset.content && code !== main.dataset.content;
  byId("print-other").hidden = !foreign;
  for (const link of document.querySelectorAll("header a")) link.hash = location.hash;
}
