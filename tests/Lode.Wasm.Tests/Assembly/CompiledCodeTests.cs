using System.Runtime.InteropServices;
using Iced.Intel;
using Lode.Tests;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Reads all machine code of real modules: it is valid, stays in its function, and reaches no memory but what it may.</summary>
public sealed class CompiledCodeTests
{
    public static TheoryData<string> Modules =>
    [
        "kernels/k.wasm", "kernels/ksimd.wasm", "modules/icepack.wasm", "modules/icepll.wasm", "modules/sql-wasm.wasm",
        "bench/blake3-simd/benchmark.wasm", "bench/hex-simd/benchmark.wasm", "bench/intgemm-simd/benchmark.wasm",
        "bench/libsodium/libsodium-generichash.wasm",
    ];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Code_is_valid_and_stays_where_it_belongs(string name)
    {
        Module module = Module.FromBytes(name, File.ReadAllBytes(TestData.Require("wasm/" + name)));
        foreach (CompilerOptions options in (CompilerOptions[])[new(), new() { ExplicitBounds = true, Fuel = true }])
        {
            using CodeImage image = ModuleCompiler.Compile(module, options);
            HashSet<int> entries = [.. image.FunctionOffsets[..^1]];
            for (int i = 0; i < module.Bodies.Length; i++)
            {
                (int start, int end) = image.RangeOf(i);
                int lowest = options.ExplicitBounds ? -16 : 0;
                FunctionReading reading = new(image.Text[start..end], start, lowest, target => entries.Contains(target) || target < image.FunctionOffsets[0] && target % 16 == 0);
                reading.Faults.ShouldBeEmpty($"function {module.ImportedFunctionCount + i}");
            }
        }
    }

    /// <summary>One function's code.</summary>
    sealed class FunctionReading
    {
        readonly HashSet<int> _starts = [];
        readonly List<(int From, int To)> _jumps = [];
        readonly Func<int, bool> _isEntry;
        readonly int _start, _end, _lowest;
        int _dataStart;
        Register _table;

        /// <param name="code">The code.</param>
        /// <param name="start">Where it begins.</param>
        /// <param name="lowest">The lowest distance from an index in linear memory: what was checked is the end of the access.</param>
        /// <param name="isEntry">Whether calls may go to a place.</param>
        public FunctionReading(ReadOnlySpan<byte> code, int start, int lowest, Func<int, bool> isEntry)
        {
            _isEntry = isEntry;
            _lowest = lowest;
            (_start, _end) = (start, start + code.Length);
            _dataStart = _end;
            Read(code);
            foreach ((int from, int to) in _jumps)
                Expect(_starts.Contains(to), from, $"a jump to {to:x}");
        }

        public List<string> Faults { get; } = [];

        void Read(ReadOnlySpan<byte> code)
        {
            Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), (ulong)_start);
            InstructionInfoFactory information = new();
            int compared = 0;
            // Whatever refers to data behind the code comes before it.
            while ((int)decoder.IP < _dataStart)
            {
                Instruction instruction = decoder.Decode();
                int at = (int)instruction.IP;
                _starts.Add(at);
                if (instruction.IsInvalid)
                {
                    Faults.Add($"{at:x}: no instruction");
                    return;
                }
                Flow(instruction, at);
                if (instruction.IsIPRelativeMemoryOperand)
                    Data(code, instruction, at, compared);
                if (instruction.Mnemonic == Mnemonic.Cmp && instruction.OpCount == 2 && instruction.Op1Kind != OpKind.Register && instruction.Op1Kind != OpKind.Memory)
                    compared = (int)instruction.GetImmediate(1);
                Registers(instruction, at, information);
            }
        }

        void Flow(in Instruction instruction, int at)
        {
            if (instruction.IsJmpShortOrNear || instruction.IsJccShortOrNear)
                _jumps.Add((at, (int)instruction.NearBranchTarget));
            else if (instruction.IsCallNear)
                Expect(_isEntry((int)instruction.NearBranchTarget), at, $"a call of {instruction.NearBranchTarget:x}");
        }

        /// <summary>Constants, and tables of distances to code.</summary>
        void Data(ReadOnlySpan<byte> code, in Instruction instruction, int at, int compared)
        {
            int data = (int)instruction.IPRelativeMemoryAddress;
            bool isTable = instruction.Mnemonic == Mnemonic.Lea;
            if (isTable)
                _table = instruction.Op0Register;
            int length = isTable ? compared * 4 : instruction.MemorySize.GetSize();
            Expect(data > at && data + length <= _end, at, $"data at {data:x}");
            _dataStart = Math.Min(_dataStart, data);
            if (!isTable || data + length > _end)
                return;
            foreach (int distance in MemoryMarshal.Cast<byte, int>(code.Slice(data - _start, length)))
                _jumps.Add((at, data + distance));
        }

        /// <summary>The memory's base and the context never change; linear memory is base, an index and a distance that is not negative.</summary>
        void Registers(in Instruction instruction, int at, InstructionInfoFactory information)
        {
            InstructionInfo info = information.GetInfo(instruction);
            foreach (UsedRegister used in info.GetUsedRegisters())
            {
                bool writes = used.Access is not (OpAccess.Read or OpAccess.CondRead or OpAccess.None);
                Expect(!writes || used.Register.GetFullRegister() is not (Register.R14 or Register.R15), at, $"{used.Register} is written");
            }
            if (instruction.Mnemonic == Mnemonic.Lea)
                return;
            foreach (UsedMemory memory in info.GetUsedMemory())
            {
                bool isKnown = memory.Base is Register.R14 or Register.R15 or Register.RBP or Register.RSP or Register.R11 or Register.R13
                    || instruction.IsIPRelativeMemoryOperand || memory.Index == Register.None;
                bool isTable = instruction.Mnemonic == Mnemonic.Movsxd && memory.Index == Register.R11 && memory.Base == _table;
                Expect(isKnown || isTable, at, $"memory through {memory.Base} and {memory.Index}");
                if (memory.Base == Register.R14)
                    Expect(memory.Scale == 1 && (long)memory.Displacement >= _lowest, at, $"linear memory with {memory.Scale} and {(long)memory.Displacement}");
            }
        }

        void Expect(bool holds, int at, string what)
        {
            if (!holds && Faults.Count < 20)
                Faults.Add($"{at:x}: {what}");
        }
    }
}
