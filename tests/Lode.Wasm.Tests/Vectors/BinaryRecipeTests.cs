using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Instructions on two and three vectors.</summary>
public sealed unsafe class BinaryRecipeTests : RecipeTests
{
    /// <summary>Registers of the result and of the operands: low and high ones, and the same one in two or three places.</summary>
    static readonly (int To, int A, int B)[] s_registers =
    [
        (0, 1, 2), (1, 1, 2), (2, 1, 2), (1, 1, 1), (0, 1, 1), (8, 9, 12), (12, 12, 13), (13, 12, 13), (14, 14, 14), (3, 12, 4), (3, 4, 15),
        (15, 5, 9), (9, 7, 6),
    ];

    static readonly VectorOpcode[] s_opcodes = [.. OpcodesOf(ValueKind.V128, ValueKind.V128, ValueKind.V128)];

    [Fact]
    public void Results_are_the_interpreters_in_all_registers()
    {
        s_opcodes.Length.ShouldBe(120);
        foreach (VectorOpcode opcode in s_opcodes)
        {
            (Vector128<byte> A, Vector128<byte> B, Vector128<byte> Result)[] cases = [.. Cases(opcode, VectorInputs.Pairs)];
            (Vector128<byte> A, Vector128<byte> B, Vector128<byte> Result)[] same =
                [.. Cases(opcode, [.. VectorInputs.Singles.Select(vector => (vector, vector))])];
            foreach ((int to, int a, int b) in s_registers)
            {
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                    assembler => VectorEmitter.Binary(assembler, opcode, (XmmRegister)to, (XmmRegister)a, (XmmRegister)b));
                ProcessorState state = ProcessorState.Random(Random);
                // All cases in the first registers, a part of them in each of the others.
                int step = (to, a, b) == s_registers[0] ? 1 : 7;
                foreach ((Vector128<byte> A, Vector128<byte> B, Vector128<byte> Result) x in (a == b ? same : cases).Where((_, index) => (index + to) % step == 0))
                {
                    state[(XmmRegister)a] = x.A;
                    state[(XmmRegister)b] = x.B;
                    Vector128<byte> actual = Run(code, state, (XmmRegister)to, null)[(XmmRegister)to];
                    Expect(VectorOracle.Agree(opcode, x.Result, actual, x.A, x.B),
                        $"{InstructionNames.Of(opcode)} xmm{to}, xmm{a}, xmm{b}: {Hex(x.A)} {Hex(x.B)} gives {Hex(actual)}, not {Hex(x.Result)}");
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Second_operands_in_memory_give_the_same()
    {
        byte* unaligned = stackalloc byte[24];
        foreach (VectorOpcode opcode in s_opcodes.Where(VectorEmitter.TakesMemory))
        {
            (Vector128<byte> A, Vector128<byte> B, Vector128<byte> Result)[] cases = [.. Cases(opcode, VectorInputs.Pairs)];
            foreach ((int to, int a) in ((int, int)[])[(0, 1), (1, 1), (12, 9), (13, 13)])
            {
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                    assembler => VectorEmitter.Binary(assembler, opcode, (XmmRegister)to, (XmmRegister)a, new Address(Register.Rsi, Register.R9, 0, 1)));
                ProcessorState state = ProcessorState.Random(Random);
                foreach ((Vector128<byte> A, Vector128<byte> B, Vector128<byte> Result) x in cases)
                {
                    state[(XmmRegister)a] = x.A;
                    x.B.Store(unaligned + 7);
                    state[Register.Rsi] = (long)unaligned - 94;
                    state[Register.R9] = 100;
                    Vector128<byte> actual = Run(code, state, (XmmRegister)to, null)[(XmmRegister)to];
                    Expect(VectorOracle.Agree(opcode, x.Result, actual, x.A, x.B),
                        $"{InstructionNames.Of(opcode)} xmm{to}, xmm{a}, memory: {Hex(x.A)} {Hex(x.B)} gives {Hex(actual)}, not {Hex(x.Result)}");
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Operands_that_may_be_exchanged_may_be_exchanged()
    {
        foreach (VectorOpcode opcode in s_opcodes.Where(VectorCodes.IsCommutative))
        {
            foreach ((Vector128<byte> a, Vector128<byte> b) in VectorInputs.Pairs)
            {
                Vector128<byte> one = Oracle.Run(opcode, Value(a), Value(b)).V128, other = Oracle.Run(opcode, Value(b), Value(a)).V128;
                Expect(VectorOracle.Agree(opcode, one, other, a, b), $"{InstructionNames.Of(opcode)} of {Hex(a)} and {Hex(b)}");
            }
        }
        Finish();
    }

    [Fact]
    public void Bits_are_selected_in_all_registers()
    {
        foreach ((int to, int yes, int no, int mask) in ((int, int, int, int)[])[(0, 1, 2, 3), (1, 1, 2, 3), (2, 1, 2, 3), (3, 1, 2, 3), (15, 14, 13, 12),
            (14, 14, 13, 12), (13, 14, 13, 12), (12, 14, 13, 12), (4, 4, 4, 4), (5, 9, 9, 1), (5, 9, 1, 9), (1, 5, 9, 9)])
        {
            delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                assembler => VectorEmitter.Bitselect(assembler, (XmmRegister)to, (XmmRegister)yes, (XmmRegister)no, (XmmRegister)mask));
            for (int i = 0; i < 20; i++)
            {
                ProcessorState state = ProcessorState.Random(Random);
                Vector128<byte> expected = Oracle.Run(
                    VectorOpcode.V128Bitselect, Value(state[(XmmRegister)yes]), Value(state[(XmmRegister)no]), Value(state[(XmmRegister)mask])).V128;
                Expect(Run(code, state, (XmmRegister)to, null)[(XmmRegister)to] == expected, $"bitselect xmm{to}, xmm{yes}, xmm{no}, xmm{mask}");
            }
        }
        Finish();
    }

    IEnumerable<(Vector128<byte> A, Vector128<byte> B, Vector128<byte> Result)> Cases(VectorOpcode opcode, (Vector128<byte> A, Vector128<byte> B)[] pairs) =>
        pairs.Select(pair => (pair.A, pair.B, Oracle.Run(opcode, Value(pair.A), Value(pair.B)).V128));
}
