// Runs generated programs: a line of JSON for each comes in on standard input, a line of JSON with its outcome goes out.
'use strict';
const readline = require('node:readline');

function again(instances, value) {
  // A start function runs before there is an instance.
  return instances.length === 0 ? 0 : instances[0].exports.again(value);
}

function host(instances) {
  return {
    x: new WebAssembly.Global({ value: 'externref' }, 'x'),
    mix: (a, b) => BigInt.asIntN(64, b * 31n + BigInt(a)),
    pair: a => [Number(BigInt.asIntN(32, a >> 7n)), a ^ 0x5555555555555555n],
    wide: (a, b, c, d, e, f, g, h, i, j) => [
      (a - Math.imul(b, 3) + Math.imul(c, 5) - Math.imul(g, 7) + Math.imul(h, 11) - Math.imul(j, 13)) | 0,
      BigInt.asIntN(64, d - e * 3n + f * 5n - i * 7n),
      j,
    ],
    again: value => again(instances, value),
    scale: (a, b) => a * b,
    nothing: () => {},
  };
}

function kind(error) {
  if (error instanceof RangeError)
    return 'stack';
  if (!(error instanceof WebAssembly.RuntimeError))
    throw error;
  const words = error.message;
  if (words.includes('unreachable')) return 'unreachable';
  if (words.includes('unrepresentable')) return 'range';
  if (words.includes('memory') || words.includes('data segment')) return 'memory';
  if (words.includes('null function') || words.includes('signature')) return 'callee';
  if (words.includes('table') || words.includes('element segment')) return 'table';
  if (words.includes('by zero')) return 'zero';
  return words;
}

/** The frames of guests up to the newest call from JavaScript, innermost first: function and byte of the module. */
function frames(error) {
  const found = [];
  for (const line of error.stack.split('\n').filter(text => text.startsWith('    at '))) {
    const match = /wasm-function\[(\d+)\]:0x([0-9a-f]+)/.exec(line);
    if (!match)
      break;
    found.push(` @${match[1]}:${parseInt(match[2], 16)}`);
  }
  return found.join('');
}

function attempt(action, wantsFrames) {
  try {
    return action();
  } catch (error) {
    return '!' + kind(error) + (wantsFrames ? frames(error) : '');
  }
}

function text(results) {
  return results === undefined ? '' : Array.isArray(results) ? results.join(',') : String(results);
}

function hash(memory) {
  let value = 2166136261 | 0;
  for (const word of new Int32Array(memory.buffer))
    value = Math.imul(value ^ word, 16777619);
  return (value >>> 0).toString(16);
}

function state(instance) {
  const { digest, m } = instance.exports;
  return ' ~' + digest() + (m ? ' #' + hash(m) : '');
}

Error.stackTraceLimit = 100;

function run(program) {
  const lines = [];
  const instances = [];
  const imports = { h: host(instances) };
  for (const bytes of program.modules) {
    const line = attempt(() => {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(bytes, 'base64')), imports);
      imports.a = instance.exports;
      instances.push(instance);
      return '';
    }, program.frames);
    lines.push(line);
    if (line !== '')
      return lines;
  }
  for (const [module, name, ...args] of program.calls) {
    const values = args.map(argument => argument.endsWith('n') ? BigInt(argument.slice(0, -1)) : Number(argument));
    lines.push(attempt(() => text(instances[module].exports[name](...values)), program.frames) + instances.map(state).join(''));
  }
  return lines;
}

readline.createInterface({ input: process.stdin }).on('line', line => {
  let answer;
  try {
    answer = run(JSON.parse(line));
  } catch (error) {
    answer = ['the driver failed: ' + error.message];
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
});
