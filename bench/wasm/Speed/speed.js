// Runs programs and kernels: a line of JSON for each comes in on standard input, a line of JSON with its CPU time goes out.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { WASI } = require('node:wasi');

const modules = new Map();

function compiled(file) {
  if (!modules.has(file))
    modules.set(file, new WebAssembly.Module(fs.readFileSync(file)));
  return modules.get(file);
}

/** CPU time of the process in milliseconds. */
function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

// Node closes what it gave to a WASI that is collected: files too that others have opened since.
const kept = [];

function program({ file, out, err }) {
  const [stdin, stdout, stderr] = [fs.openSync('/dev/null', 'r'), fs.openSync(out, 'w'), fs.openSync(err, 'w')];
  let start = 0, cpu = 0;
  const preopens = { '.': path.dirname(file) };
  const wasi = new WASI({ version: 'preview1', args: ['program'], preopens, stdin, stdout, stderr, returnOnExit: true });
  kept.push(wasi);
  const bench = { start: () => { start = now(); }, end: () => { cpu = now() - start; } };
  // Calls that go straight to WASI's native code end node 20 where a program's memory has grown.
  const wrapped = Object.entries(wasi.wasiImport).map(([name, call]) => [name, (...values) => call(...values)]);
  const instance = new WebAssembly.Instance(compiled(file), { wasi_snapshot_preview1: Object.fromEntries(wrapped), bench });
  const result = wasi.start(instance) ?? 0;
  return { cpu, result };
}

function kernel({ file, name, argument }) {
  const { exports } = new WebAssembly.Instance(compiled(file), {});
  const start = now();
  const result = exports[name](argument);
  return { cpu: now() - start, result };
}

readline.createInterface({ input: process.stdin }).on('line', line => {
  const task = JSON.parse(line);
  let answer;
  try {
    answer = task.name ? kernel(task) : program(task);
  } catch (error) {
    answer = { cpu: 0, result: 0, error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
});
