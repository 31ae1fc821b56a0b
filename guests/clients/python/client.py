#!/usr/bin/env python3
"""Drives a controller in a Lode worker, as an inference server would: docs/control-protocol.md.

    lode control serve ~/.lode-worker --tokenizer demo --allow . &
    python3 client.py ~/.lode-worker controller.wasm --arg 'hello' --sequences 3 --rounds 8

There is no model here: after token t the likeliest is t + 1, then t + 2, and so on. Whoever has a model writes its logits instead, into
`slot.logits`: a numpy array where numpy is there (torch.from_numpy takes it without a copy), else a memoryview. Needs nothing but the
standard library, on 64-bit Linux.
"""
import argparse
import ctypes
import mmap
import os
import platform
import socket
import struct
import sys
import time

try:
    import numpy
except ImportError:
    numpy = None

MESSAGE, MEMORY = 0x57444F4C, 0x43444F4C
HEADER = struct.Struct('<8I4Q')
HELLO, LOAD, UNLOAD, START, FINISH, OPEN, FORK, CLOSE = range(1, 9)
ARGUMENT, FILE, PUBLISH = 16, 17, 18
LOG, VARIABLE, RESULT, FAULT, GOODBYE = range(32, 37)
INIT, PREPARE, STEP = range(3)
SAMPLE, STOP, SKIP, SPLICE, BRANCH = range(5)
WAITS, MISSED, FAILED = 1, 2, 4
USE_MASK, USE_BIAS = 1, 2
NEXT = 2**64 - 1
PATIENCE = 30.0  # seconds in which a worker that does nothing at all is given up

_syscall = ctypes.CDLL(None, use_errno=True).syscall
_syscall.restype = ctypes.c_long
_FUTEX = ctypes.c_long({'x86_64': 202, 'aarch64': 98}[platform.machine()])


class WorkerError(Exception):
    """The worker is gone, or refuses what it was asked."""


class Futex:
    """A 32-bit word of the shared memory on which processes sleep."""

    def __init__(self, memory, offset):
        self.word = ctypes.c_uint32.from_buffer(memory, offset)
        self.address = ctypes.c_void_p(ctypes.addressof(self.word))

    def wait(self, value, seconds):
        time_ = (ctypes.c_long * 2)(int(seconds), int(seconds % 1 * 1e9))
        _syscall(_FUTEX, self.address, ctypes.c_int(0), ctypes.c_uint32(value), time_)

    def wake(self):
        _syscall(_FUTEX, self.address, ctypes.c_int(1), ctypes.c_int(2**31 - 1), None)


class Slot:
    """The shared regions of one sequence."""

    def __init__(self, worker, index):
        self.worker, self.index = worker, index
        self.memory = memory = worker.memory
        self.line = 64 * (1 + index)
        self.done = Futex(memory, self.line + 8)
        self.at = at = worker.first_slot + index * worker.slot_bytes
        self.mask = worker.view('I', at + worker.mask, worker.mask_words)
        self.bias = worker.view('f', at + worker.bias, worker.vocabulary)
        self.logits = worker.view('f', at + worker.logits, worker.vocabulary)
        self.tokens = worker.view('i', at + worker.tokens, worker.capacity)
        self.pool = worker.view('i', at + 4096, 15360)

    def call(self, phase):
        """Begins a call; worker.ring() makes the worker look."""
        self.expected = (self.get('I', self.line) + 1) & 0xffffffff
        struct.pack_into('<I', self.memory, self.line + 4, phase)
        struct.pack_into('<I', self.memory, self.line, self.expected)

    def end(self):
        """Waits for the end of the call: the verdict; SKIP where it took too long; None where the sequence cannot go on."""
        for _ in range(200):  # Python takes as long for these as others for 2,000
            if self.done.word.value == self.expected:
                break
        struct.pack_into('<I', self.memory, self.line + 20, 1)
        since, served = time.monotonic(), None
        while (done := self.done.word.value) != self.expected:
            self.done.wait(done, 0.1)
            self.worker.read()  # raises where the worker is gone
            if served != (served := self.worker.served()):
                since = time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise WorkerError(f'the worker did nothing for {PATIENCE} s')
        verdict, messages, flags = self.get('i', self.line + 12), self.get('I', self.line + 16), self.get('I', self.line + 24)
        self.worker.read(messages)
        return None if flags & FAILED else SKIP if flags & MISSED else verdict

    def get(self, kind, at):
        return struct.unpack_from('<' + kind, self.memory, at)[0]

    def output(self):
        """flags, temperature, backtrack, token start, token count, splice count, branches."""
        return struct.unpack_from('<If5I', self.memory, self.at + 128)

    def splice_for(self, token):
        """The first conditional splice that a token brings about: its number, backtrack and tokens; or None."""
        for i in range(self.output()[5]):
            when, whens, back, start, count = struct.unpack_from('<5I', self.memory, self.at + 256 + 64 * i)
            if token in self.pool[when:when + whens]:
                return i, back, list(self.pool[start:start + count])
        return None


class Worker:
    """A connection to a worker."""

    def __init__(self, path, vocabulary, capacity, slots):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.connect(path)
        self.tags, self.told, self.answers = 0, 0, {}
        self.heard = lambda header, body: None
        # The vocabulary of a model may be larger than that of its tokenizer; where it is not known, the worker says it in its answer.
        answer, body, files = self.ask(HELLO, a=vocabulary, b=capacity, c=slots)
        length, self.first_slot, self.slot_bytes, self.mask, self.bias, self.logits, self.tokens = struct.unpack('<7Q', body)
        self.begin_of_text = struct.unpack('<q', struct.pack('<Q', answer[9]))[0]
        self.vocabulary, self.capacity, self.slots = vocabulary, capacity, slots
        self.mask_words = (vocabulary + 31) // 32
        self.memory = mmap.mmap(files[0], length)
        os.close(files[0])
        if struct.unpack_from('<2I', self.memory) != (MEMORY, 1):
            raise WorkerError('expected memory of version 1')
        self.doorbell = Futex(self.memory, 40)

    def view(self, kind, offset, count):
        if numpy is not None:
            return numpy.frombuffer(self.memory, {'f': '<f4', 'i': '<i4', 'I': '<u4'}[kind], count, offset)
        return memoryview(self.memory)[offset:offset + 4 * count].cast(kind)

    def send(self, kind, tag=0, obj=0, slot=0, a=0, b=0, c=0, body=b'', file=None):
        message = [HEADER.pack(MESSAGE, 1, kind, tag, obj, slot, 0, len(body), a, b, c, 0), body]
        rights = [] if file is None else [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack('i', file))]
        try:
            self.socket.sendmsg(message, rights)
        except (BrokenPipeError, ConnectionResetError):
            self.read()
            raise WorkerError('the worker is gone')

    def ask(self, kind, **rest):
        """Asks, and waits for the answer: its header, what follows, and open files."""
        self.tags += 1
        self.send(kind, tag=self.tags, **rest)
        while self.tags not in self.answers:
            self.receive(PATIENCE)
        header, body, files = self.answers.pop(self.tags)
        if header[6]:
            raise WorkerError(body.decode(errors='replace'))
        return header, body, files

    def receive(self, seconds):
        """Takes one message; false where none came in the time."""
        self.socket.settimeout(seconds)
        try:
            message, ancillary, _, _ = self.socket.recvmsg(65536, socket.CMSG_SPACE(4))
        except (BlockingIOError, TimeoutError, socket.timeout):
            return False
        except ConnectionResetError:
            message = b''
        finally:
            self.socket.settimeout(None)
        if not message:
            raise WorkerError('the worker is gone: it crashed, or was killed')
        header, body = HEADER.unpack_from(message), message[64:]
        if header[0] != MESSAGE or header[1] != 1 or header[7] != len(body):
            raise WorkerError('expected a message of version 1')
        files = [fd for _, _, data in ancillary for fd in struct.unpack(f'{len(data) // 4}i', data)]
        if header[2] == GOODBYE:
            raise WorkerError(body.decode(errors='replace'))
        if header[2] < LOG:
            self.answers[header[3]] = header, body, files
        else:
            self.told = (self.told + 1) & 0xffffffff
            self.heard(header, body)
        return True

    def read(self, told=None):
        """Takes as many messages as the worker says that it told, or else those that have come."""
        while self.receive(0) if told is None else 0 < ((told - self.told) & 0xffffffff) < 2**31:
            if told is not None and not self.receive(PATIENCE):
                raise WorkerError('the worker promised messages that did not come')

    def load(self, path):
        """Loads a controller: by an open file, so that the worker need not be allowed to open it."""
        with open(path, 'rb') as file:
            return self.ask(LOAD, body=bytes(64) + os.fsencode(path), file=file.fileno())[0][4]

    def start(self, controller, argument=b'', files=(), seed=0):
        """Starts a request; files are pairs of a name and a path."""
        for at in range(0, len(argument), 65472):
            self.send(ARGUMENT, body=argument[at:at + 65472])
        for name, path in files:
            with open(path, 'rb') as file:
                self.send(FILE, a=len(name.encode()), body=name.encode() + os.fsencode(path), file=file.fileno())
        return self.ask(START, obj=controller, a=seed)[0][4]

    def ring(self):
        """Makes the worker look at the lines. It may sleep or not; waking who is awake does nothing."""
        self.doorbell.word.value = (self.doorbell.word.value + 1) & 0xffffffff
        self.doorbell.wake()

    def served(self):
        return struct.unpack_from('<I', self.memory, 48)[0]


class Sequence:
    """A text that grows, and what its controller has to be told of it."""

    def __init__(self, slot, number, tokens, prepares):
        self.slot, self.number, self.count, self.prepares = slot, number, 0, prepares
        self.prompt, self.round, self.missed, self.removed, self.appended = len(tokens), 0, 0, 0, 0
        self.sampled = self.splice = -1
        self.ended = None
        self.append(tokens)
        struct.pack_into('<I', slot.memory, slot.at + 16, self.prompt)

    def append(self, tokens):
        for token in tokens:
            self.slot.tokens[self.count] = token
            self.count += 1
            self.appended += 1

    def remove(self, count):
        self.count -= count
        fresh = min(self.appended, count)
        self.appended -= fresh
        self.removed += count - fresh

    def begin(self, phase, clears=True):
        flags = (1 if phase == STEP else 0) | (2 if self.missed else 0)
        struct.pack_into('<Q3I2i2I', self.slot.memory, self.slot.at + 64, self.round, self.count, self.removed, self.appended,
                         self.sampled, self.splice, flags, self.missed)
        if clears:
            self.slot.memory[self.slot.at + 128:self.slot.at + 192] = bytes(64)
        self.slot.call(phase)

    def end(self, phase):
        verdict = self.slot.end()
        if verdict is None:
            self.ended = 'it failed'
        elif self.slot.get('I', self.slot.line + 24) & MISSED:
            self.missed += 1
            self.ended = 'it took too long' if self.missed == 10 else None
        elif phase != PREPARE:
            if phase == STEP and verdict != BRANCH:
                self.round += 1
            self.missed = self.removed = self.appended = 0
            self.sampled = self.splice = -1
        return verdict

    def write_logits(self):
        """Where a model would write its own."""
        last, size = int(self.slot.tokens[self.count - 1]), self.slot.worker.vocabulary
        if numpy is not None:
            self.slot.logits[:] = -((numpy.arange(size) - last - 1) % size)
        else:
            for token in range(size):
                self.slot.logits[token] = -((token - last - 1) % size)

    def sample(self):
        """The likeliest token that may be; None where the mask allows none."""
        slot, flags = self.slot, self.slot.output()[0]
        if numpy is not None:
            logits = slot.logits + slot.bias if flags & USE_BIAS else slot.logits
            if flags & USE_MASK:
                allowed = numpy.unpackbits(slot.mask.view(numpy.uint8), bitorder='little')[:len(logits)].astype(bool)
                if not allowed.any():
                    return None
                logits = numpy.where(allowed, logits, -numpy.inf)
            return int(logits.argmax())
        allowed = [t for t in range(len(slot.logits)) if not flags & USE_MASK or slot.mask[t >> 5] >> (t & 31) & 1]
        return max(allowed, key=lambda t: slot.logits[t] + (slot.bias[t] if flags & USE_BIAS else 0), default=None)

    def apply(self, verdict):
        """Does what the controller wants."""
        flags, _, back, start, count, _, _ = self.slot.output()
        if verdict == STOP:
            self.ended = 'it stopped'
        elif verdict == SPLICE:
            self.remove(back)
            self.append(list(self.slot.pool[start:start + count]))
        elif verdict == SAMPLE:
            token = self.sample()
            if token is None:
                self.ended = 'its mask allows no token'
                return
            self.sampled = token
            splice = self.slot.splice_for(token)
            if splice is None:
                self.append([token])
                return
            self.splice, back, tokens = splice
            if back == 0:
                self.append([token])
            else:
                self.remove(back - 1)
            self.append(tokens)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('socket')
    parser.add_argument('controller')
    parser.add_argument('--arg', default='', help='the argument of the request')
    parser.add_argument('--map', action='append', default=[], metavar='NAME=FILE', help='a file for the controller')
    parser.add_argument('--sequences', type=int, default=2)
    parser.add_argument('--rounds', type=int, default=8)
    parser.add_argument('--vocabulary', type=int, required=True, help='tokens of the model')
    options = parser.parse_args()
    worker = Worker(options.socket, options.vocabulary, capacity=1024, slots=64)
    free = [Slot(worker, i) for i in reversed(range(worker.slots))]
    reasons = {}

    def hear(header, body):
        if header[2] == LOG:
            while body:
                length = struct.unpack_from('<I', body)[0] & 0x7fffffff
                print(f'sequence {header[8]} says: {body[4:4 + length].decode(errors="replace")}')
                body = body[4 + length:]
        elif header[2] == RESULT:
            name = body[:header[11]]
            print(f'{name.decode()} = {body[header[11]:].decode(errors="replace")}')
        elif header[2] == FAULT:
            reasons[header[5]] = body.decode(errors='replace').split('\n')[0]

    worker.heard = hear
    controller = worker.load(options.controller)
    request = worker.start(controller, options.arg.encode(), [m.split('=', 1) for m in options.map])
    sequences = []
    for i in range(options.sequences):
        slot = free.pop()
        answer, _, _ = worker.ask(OPEN, obj=request, slot=slot.index, a=NEXT)
        prompt = ([worker.begin_of_text] if worker.begin_of_text >= 0 else []) + [5 + i, 6 + i]
        sequences.append(Sequence(slot, answer[8], prompt, answer[9] == 1))

    def run(phase, those, clears=True):
        """All begin, the worker is woken once, all end."""
        for sequence in those:
            sequence.begin(phase, clears=clears and not (phase == STEP and sequence.prepares))
        worker.ring()
        return [(sequence, sequence.end(phase)) for sequence in those]

    for sequence, verdict in run(INIT, sequences):
        if verdict in (STOP, SPLICE):
            sequence.apply(verdict)
            sequence.prompt = sequence.count
            struct.pack_into('<I', sequence.slot.memory, sequence.slot.at + 16, sequence.prompt)
    for _ in range(options.rounds):
        due = [sequence for sequence in sequences if not sequence.ended]
        skipped = {s for s, verdict in run(PREPARE, [s for s in due if s.prepares]) if verdict != SAMPLE}
        due = [sequence for sequence in due if sequence not in skipped]
        for sequence in due:
            sequence.write_logits()
        while due:  # once, and once more for each fork
            forks = []
            for sequence, verdict in run(STEP, due, clears=True):
                if verdict != BRANCH:
                    if verdict is not None:
                        sequence.apply(verdict)
                    continue
                slots = [free.pop() for _ in range(sequence.slot.output()[6] - 1)]
                answer, _, _ = worker.ask(FORK, slot=sequence.slot.index, a=NEXT, body=struct.pack(f'<{len(slots)}I', *(s.index for s in slots)))
                forks.append(sequence)
                for i, slot in enumerate(slots):
                    branch = Sequence(slot, answer[8] + i, [], sequence.prepares)
                    for name in ('count', 'prompt', 'round'):
                        setattr(branch, name, getattr(sequence, name))
                    struct.pack_into('<I', slot.memory, slot.at + 16, branch.prompt)
                    forks.append(branch)
                    sequences.append(branch)
            due = forks
    for sequence in sequences:
        words = ' '.join(str(int(token)) for token in sequence.slot.tokens[sequence.prompt:sequence.count])
        why = f' ({reasons.get(sequence.slot.index, sequence.ended)})' if sequence.ended else ''
        print(f'sequence {sequence.number}: {words}{why}')
        worker.ask(CLOSE, slot=sequence.slot.index)
    worker.ask(FINISH, obj=request)


if __name__ == '__main__':
    try:
        main()
    except (WorkerError, OSError) as error:
        sys.exit(f'client.py: {error}')
