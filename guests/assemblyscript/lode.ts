/**
 * lode.ts: what a controller in AssemblyScript needs to talk to its host. The contract is docs/controllers.md.
 *
 *     import * as lode from "./lode";
 *     export { lode_abi, lode_region_step, lode_region_logits } from "./lode";   // the regions that you want, step among them
 *     export function lode_step(): i32 { return lode.SAMPLE; }
 *
 *     asc my.ts -O --use abort=lode/abort -o my.wasm
 *
 * Regions are memory from AssemblyScript's own heap: they never meet its objects, whatever the runtime.
 */

// ---- Imports: exactly those of the contract. Below are handier forms of most. ----

@external("lode", "log") export declare function importLog(text: usize, length: u32): void;
@external("lode", "result") export declare function importResult(name: usize, nameLength: u32, value: usize, length: u32): void;
@external("lode", "tokenize") export declare function importTokenize(text: usize, length: u32, flags: u32, tokens: usize, capacity: u32): i32;
@external("lode", "detokenize") export declare function importDetokenize(tokens: usize, count: u32, text: usize, capacity: u32): i32;
@external("lode", "variable_get") export declare function importVariableGet(name: usize, nameLength: u32, value: usize, capacity: u32, version: usize): i32;
@external("lode", "variable_set") export declare function importVariableSet(name: usize, nameLength: u32, value: usize, length: u32): i64;
@external("lode", "variable_append") export declare function importVariableAppend(name: usize, nameLength: u32, value: usize, length: u32): i64;
@external("lode", "variable_swap") export declare function importVariableSwap(name: usize, nameLength: u32, expected: i64, value: usize, length: u32): i64;
@external("lode", "map_size") export declare function importMapSize(name: usize, nameLength: u32): i64;
@external("lode", "map") export declare function importMap(name: usize, nameLength: u32, address: usize, bytes: u32): i32;
@external("lode", "share") export declare function share(address: usize, bytes: u32): i32;
@external("lode", "publish") export declare function importPublish(handle: i32, name: usize, nameLength: u32): i32;
@external("lode", "ring_kick") export declare function ringKick(): void;
@external("lode", "constraint_regex") export declare function importConstraintRegex(pattern: usize, length: u32): i32;
@external("lode", "constraint_allow") export declare function importConstraintAllow(handle: i32, mask: usize): i32;
@external("lode", "constraint_advance") export declare function importConstraintAdvance(handle: i32, tokens: usize, count: u32): i32;
@external("lode", "constraint_back") export declare function constraintBack(handle: i32, count: u32): i32;
@external("lode", "constraint_free") export declare function constraintFree(handle: i32): void;

// ---- Verdicts ----

export const SAMPLE: i32 = 0;
export const STOP: i32 = 1;
export const SKIP: i32 = 2;
export const SPLICE: i32 = 3;
export const FORK: i32 = 4;

// ---- Regions: export those that you want from your module. Their addresses are 0 until the host has asked for them. ----

export let stepAt: usize = 0;
export let logitsAt: usize = 0;
export let maskAt: usize = 0;
export let biasAt: usize = 0;
export let tokensAt: usize = 0;
export let vocabularyAt: usize = 0;
export let argumentAt: usize = 0;
export let ringsAt: usize = 0;

/** Memory in whole pages, at a multiple of 65,536, for the host to map something over: never freed. */
export function reserve(bytes: usize): usize {
  const whole = (bytes + 65535) & ~65535;
  return (heap.alloc(whole + 65536) + 65535) & ~65535;
}

export function lode_abi(): i32 { return 1; }
export function lode_region_step(bytes: i32): usize { return stepAt = reserve(<usize>bytes); }
export function lode_region_logits(bytes: i32): usize { return logitsAt = reserve(<usize>bytes); }
export function lode_region_mask(bytes: i32): usize { return maskAt = reserve(<usize>bytes); }
export function lode_region_bias(bytes: i32): usize { return biasAt = reserve(<usize>bytes); }
export function lode_region_tokens(bytes: i32): usize { return tokensAt = reserve(<usize>bytes); }
export function lode_region_vocabulary(bytes: i32): usize { return vocabularyAt = reserve(<usize>bytes); }
export function lode_region_argument(bytes: i32): usize { return argumentAt = reserve(<usize>bytes); }
export function lode_region_rings(bytes: i32): usize { return ringsAt = reserve(<usize>bytes); }

// ---- The step region: what happened, and what shall happen ----

/** The sequence: written once. */
@unmanaged export class Header {
  abi: u32; vocabulary: u32; maskWords: u32; tokenCapacity: u32; promptLength: u32;
  beginOfText: i32; endOfText: i32; // or -1
  argumentLength: u32; vocabularyLength: u32;
  sequence: u32; parent: u32; branch: u32; branches: u32;
}

/** What the host says before each call. */
@unmanaged export class Input {
  round: u64;
  tokenCount: u32; removed: u32; appended: u32;
  sampled: i32; splice: i32; // or -1
  flags: u32; missed: u32;
}

/** What you answer, beside the verdict. */
@unmanaged export class Output {
  flags: u32; temperature: f32; backtrack: u32; tokenStart: u32; tokenCount: u32; spliceCount: u32; branches: u32;
}

/** What happens when one of some tokens is sampled. */
@unmanaged export class Splice {
  whenStart: u32; whenCount: u32; backtrack: u32; tokenStart: u32; tokenCount: u32;
}

export const USE_MASK: u32 = 1;
export const USE_BIAS: u32 = 2;
export const USE_TEMPERATURE: u32 = 4;
export const WAIT: u32 = 8;
export const POOL: u32 = 15360;

export function header(): Header { return changetype<Header>(stepAt); }
export function input(): Input { return changetype<Input>(stepAt + 64); }
export function output(): Output { return changetype<Output>(stepAt + 128); }
export function splice(index: u32): Splice { return changetype<Splice>(stepAt + 256 + 64 * index); }

// ---- Text so far ----

export function tokenCount(): u32 { return input().tokenCount; }
export function promptLength(): u32 { return header().promptLength; }
export function token(index: u32): i32 { return load<i32>(tokensAt + 4 * index); }

/** How many of the tokens were there at the last call and still are; never less than the prompt. */
export function kept(): u32 {
  const count = input().tokenCount - input().appended;
  return max(count, promptLength());
}

// ---- Logits, bias ----

export function logit(token: i32): f32 { return load<f32>(logitsAt + 4 * token); }
export function setLogit(token: i32, value: f32): void { store<f32>(logitsAt + 4 * token, value); }
export function bias(token: i32): f32 { return load<f32>(biasAt + 4 * token); }
export function setBias(token: i32, value: f32): void { store<f32>(biasAt + 4 * token, value); }
/** The biases are added to the logits in this round. */
export function useBias(): void { output().flags |= USE_BIAS; }

/** The logarithm by which all logits are turned into probabilities: Math.exp(logit(token) - logSum()). */
export function logSum(): f64 {
  let largest = -Infinity, sum: f64 = 0;
  const n = <i32>header().vocabulary;
  for (let i = 0; i < n; i++) largest = max(largest, <f64>logit(i));
  for (let i = 0; i < n; i++) sum += Math.exp(<f64>logit(i) - largest);
  return largest + Math.log(sum);
}

// ---- Mask ----

export function maskNone(): void { memory.fill(maskAt, 0, 4 * header().maskWords); }
export function maskAll(): void { memory.fill(maskAt, 255, 4 * header().maskWords); }
export function allows(token: i32): bool { return ((load<u32>(maskAt + 4 * (<u32>token >> 5)) >> (token & 31)) & 1) != 0; }
export function allow(token: i32): void {
  const at = maskAt + 4 * (<u32>token >> 5);
  store<u32>(at, load<u32>(at) | (1 << (token & 31)));
}
export function forbid(token: i32): void {
  const at = maskAt + 4 * (<u32>token >> 5);
  store<u32>(at, load<u32>(at) & ~(1 << (token & 31)));
}
/** Only tokens of the mask may be sampled in this round. */
export function useMask(): void { output().flags |= USE_MASK; }
/** For the token of this round; 0 takes the likeliest. */
export function setTemperature(temperature: f32): void {
  output().flags |= USE_TEMPERATURE;
  output().temperature = temperature;
}

// ---- Vocabulary ----

@inline function table(field: usize): usize { return vocabularyAt + load<u32>(vocabularyAt + field); }
/** Tokens that the vocabulary knows. */
export function vocabularyTokens(): u32 { return load<u32>(vocabularyAt + 12); }
/** Where the bytes of a token begin: use load<u8>. Good for tokens below vocabularyTokens(). */
export function tokenBytes(token: i32): usize { return table(36) + load<u32>(table(32) + 4 * token); }
/** How many bytes a token has; none where it is a control token, or no token at all. */
export function tokenLength(token: i32): u32 {
  if (<u32>token >= vocabularyTokens()) return 0;
  const starts = table(32) + 4 * token;
  return load<u32>(starts, 4) - load<u32>(starts);
}
/** Whether a token ends a generation. */
export function ends(token: i32): bool { return <u32>token < vocabularyTokens() && (load<u8>(table(40) + token) & 2) != 0; }
/** Allows all tokens that end a generation. They are few: kinds are looked at by eights. */
export function allowEnds(): void {
  const kinds = table(40), n = <i32>vocabularyTokens();
  for (let i = 0; i < n; i++) {
    while (i + 8 <= n && (load<u64>(kinds + i) & 0x0202020202020202) == 0) i += 8;
    if (i < n && (load<u8>(kinds + i) & 2) != 0) allow(i);
  }
}

/**
 * A walk over the bytes of all tokens, each common beginning once. Keep a state per depth: that of `depth` follows from that of `depth - 1`
 * and `byte`. A beginning that leads nowhere is cut off, and with it all tokens that begin so.
 *
 *     walk.start();
 *     while (walk.next()) { if (isWrong(walk.byte)) walk.cut(); else walk.allow(); }
 */
export namespace walk {
  let at: usize = 0, following: usize = 0, end: usize = 0, allowed: bool = false;
  /** The last byte. */
  export let byte: u8 = 0;
  /** The token that ends here, or -1. */
  export let token: i32 = -1;
  /** Bytes so far: 1 for the first one of a token, at most 1,023. */
  export let depth: u32 = 0;

  export function start(): void {
    following = table(20);
    end = following + 8 * <usize>load<u32>(vocabularyAt + 16);
    following += 8; // the root has no byte
    allowed = false;
  }

  export function next(): bool {
    if (following >= end) {
      // Tokens of the same bytes as one of the trie share its fate.
      const aliases = table(28), n: u32 = allowed ? load<u32>(vocabularyAt + 24) : 0;
      for (let i: u32 = 0; i < n; i++) if (allows(load<i32>(aliases + 8 * i))) lode_allow(load<i32>(aliases + 8 * i, 4));
      return false;
    }
    at = following;
    following += 8;
    const node = load<u64>(at);
    byte = <u8>node;
    const found = <u32>(node >> 8) & 0x3fffff;
    token = found == 0x3fffff ? -1 : <i32>found;
    depth = <u32>(node >> 30) & 0x3ff;
    return true;
  }

  export function cut(): void { following = at + 8 * <usize>(load<u64>(at) >> 40); }
  /** Allows the token that ends here, if one does. */
  export function allow(): void { if (token >= 0) { allowed = true; lode_allow(token); } }
}
function lode_allow(token: i32): void { allow(token); }

// ---- Verdicts with something to them ----

/** Instead of sampling: takes tokens off the end and appends a text. */
export function spliceText(backtrack: u32, text: string): i32 {
  const bytes = String.UTF8.encode(text);
  const count = importTokenize(changetype<usize>(bytes), bytes.byteLength, 0, stepAt + 4096, POOL);
  assert(<u32>count <= POOL, "the text has too many tokens");
  output().backtrack = backtrack;
  output().tokenStart = 0;
  output().tokenCount = <u32>count;
  return SPLICE;
}

/** Instead of sampling: takes tokens off the end and appends others. */
export function spliceTokens(backtrack: u32, tokens: StaticArray<i32>): i32 {
  assert(<u32>tokens.length <= POOL, "too many tokens");
  memory.copy(stepAt + 4096, changetype<usize>(tokens), 4 * tokens.length);
  output().backtrack = backtrack;
  output().tokenStart = 0;
  output().tokenCount = <u32>tokens.length;
  return SPLICE;
}

/** With SAMPLE: where one of some tokens is sampled, takes tokens off the end, that one counted, and appends others. */
export function spliceWhen(when: StaticArray<i32>, backtrack: u32, tokens: StaticArray<i32>): void {
  const n = output().spliceCount;
  const start = n > 0 ? splice(n - 1).tokenStart + splice(n - 1).tokenCount : 0;
  assert(n < 60 && start + when.length + tokens.length <= POOL, "too many splices");
  const pool = stepAt + 4096 + 4 * start, entry = splice(n);
  memory.copy(pool, changetype<usize>(when), 4 * when.length);
  memory.copy(pool + 4 * when.length, changetype<usize>(tokens), 4 * tokens.length);
  entry.whenStart = start;
  entry.whenCount = when.length;
  entry.backtrack = backtrack;
  entry.tokenStart = start + when.length;
  entry.tokenCount = tokens.length;
  output().spliceCount = n + 1;
}

/** The sequence becomes so many, 2 to 16; lode_step is called again in each, with header().branch from 0 on. */
export function fork(branches: u32): i32 {
  output().branches = branches;
  return FORK;
}

// ---- Texts ----

/** A line for whoever watches. */
export function log(text: string): void {
  const bytes = String.UTF8.encode(text);
  importLog(changetype<usize>(bytes), bytes.byteLength);
}

/** Logs why, and traps: the sequence ends with an error. For arguments that make no sense. */
export function fail(why: string): void {
  log(why);
  unreachable();
}

/** Sets a value of the answer. */
export function result(name: string, value: string): void {
  const nameBytes = String.UTF8.encode(name), bytes = String.UTF8.encode(value);
  importResult(changetype<usize>(nameBytes), nameBytes.byteLength, changetype<usize>(bytes), bytes.byteLength);
}

/** The argument of the request; empty where there is none. */
export function argument(): string { return argumentAt == 0 ? "" : String.UTF8.decodeUnsafe(argumentAt, header().argumentLength); }

/** The tokens of a text as one that goes on. */
export function tokenize(text: string): StaticArray<i32> {
  const bytes = String.UTF8.encode(text), at = changetype<usize>(bytes);
  const count = importTokenize(at, bytes.byteLength, 0, 0, 0);
  const tokens = new StaticArray<i32>(count);
  importTokenize(at, bytes.byteLength, 0, changetype<usize>(tokens), count);
  return tokens;
}

/** A variable of the request, or null where there is none. */
export function getVariable(name: string): string | null {
  const nameBytes = String.UTF8.encode(name), version = new StaticArray<u64>(1);
  const length = importVariableGet(changetype<usize>(nameBytes), nameBytes.byteLength, 0, 0, changetype<usize>(version));
  if (length < 0) return null;
  const value = new ArrayBuffer(length);
  importVariableGet(changetype<usize>(nameBytes), nameBytes.byteLength, changetype<usize>(value), length, changetype<usize>(version));
  return String.UTF8.decode(value);
}

/** Sets a variable: its new version. */
export function setVariable(name: string, value: string): i64 {
  const nameBytes = String.UTF8.encode(name), bytes = String.UTF8.encode(value);
  return importVariableSet(changetype<usize>(nameBytes), nameBytes.byteLength, changetype<usize>(bytes), bytes.byteLength);
}

/** Sets a variable where its version is the expected one (0: where there is none): its new version, or -1. */
export function swapVariable(name: string, expected: i64, value: string): i64 {
  const nameBytes = String.UTF8.encode(name), bytes = String.UTF8.encode(value);
  return importVariableSwap(changetype<usize>(nameBytes), nameBytes.byteLength, expected, changetype<usize>(bytes), bytes.byteLength);
}

/** How many bytes a mapped file has; -1 where the request gave none of the name. */
export function mapSize(name: string): i64 {
  const bytes = String.UTF8.encode(name);
  return importMapSize(changetype<usize>(bytes), bytes.byteLength);
}

/** Maps a file or published region that the request was given, for reading: its address, or 0. */
export function map(name: string): usize {
  const size = mapSize(name);
  if (size <= 0 || size > 0xfff00000) return 0;
  const bytes = String.UTF8.encode(name), address = reserve(<usize>size);
  return importMap(changetype<usize>(bytes), bytes.byteLength, address, (<u32>size + 65535) & ~65535) == 0 ? address : 0;
}

/** A constraint: the text from here on must match the whole pattern; a handle, or -1, and the log says why. */
export function constraintRegex(pattern: string): i32 {
  const bytes = String.UTF8.encode(pattern);
  return importConstraintRegex(changetype<usize>(bytes), bytes.byteLength);
}

/** What asc's --use abort=lode/abort calls: logs the message and its place, and traps. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  log((message ? message : "aborted") + " at " + (file ? file : "?") + ":" + line.toString() + ":" + column.toString());
  unreachable();
}
