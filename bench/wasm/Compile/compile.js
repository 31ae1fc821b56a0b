// Compiles one module in a process of its own, and prints the CPU milliseconds and, where natives are allowed, the bytes that V8 would
// write of it: that is its code, and only TurboFan's can be written.
'use strict';
const fs = require('node:fs');
const bytes = fs.readFileSync(process.argv[2]);
const before = process.cpuUsage();
const compiled = new WebAssembly.Module(bytes);
const { user, system } = process.cpuUsage(before);
const code = process.execArgv.includes('--allow-natives-syntax')
  ? new Function('compiled', 'return %SerializeWasmModule(compiled)')(compiled).byteLength
  : 0;
console.log(JSON.stringify({ cpu: (user + system) / 1000, code }));
