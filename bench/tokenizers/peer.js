// Answers one JSON request a line about Hugging Face's tokenizers: node peer.js PACKAGE TOKENIZER.JSON
const { readFileSync } = require('fs');
const { resolve } = require('path');
const { Tokenizer } = require(resolve(process.argv[2], 'node_modules/tokenizers'));

const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e3; }; // ms, all threads
const anonymous = () => 1024 * +/RssAnon:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];

const memory = anonymous();
const start = cpu();
const tokenizer = Tokenizer.fromFile(process.argv[3]);
console.log(JSON.stringify({ load: cpu() - start, memory: anonymous() - memory }));

async function answer({ file, lengths, decode }) {
  const text = readFileSync(file);
  const chunks = [];
  for (let at = 0, i = 0; i < lengths.length; at += lengths[i++])
    chunks.push(text.toString('utf8', at, at + lengths[i]));
  let ids = [], encode = 0, tokens = 0;
  for (let i = 0; i < chunks.length; i += 64) {
    const batch = chunks.slice(i, i + 64);
    const start = cpu();
    const encodings = await tokenizer.encodeBatch(batch, { addSpecialTokens: false });
    encode += cpu() - start;
    for (const encoding of encodings) {
      const row = encoding.getIds();
      tokens += row.length;
      if (decode) ids.push(row);
    }
  }
  const before = cpu();
  if (decode) await tokenizer.decodeBatch(ids, false);
  return { encode, tokens, decode: cpu() - before };
}

let rest = '';
let queue = Promise.resolve();
process.stdin.on('data', data => {
  const lines = (rest + data).split('\n');
  rest = lines.pop();
  for (const line of lines)
    queue = queue.then(async () => console.log(JSON.stringify(await answer(JSON.parse(line)))));
});
