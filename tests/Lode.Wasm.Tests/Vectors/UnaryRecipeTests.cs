using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Instructions on one vector: computing, tests, shifts, constants.</summary>
public sealed unsafe class UnaryRecipeTests : RecipeTests
{
    static readonly (int To, int From)[] s_registers = [(0, 1), (2, 2), (9, 3), (4, 12), (13, 14), (15, 15)];

    [Fact]
    public void Results_are_the_interpreters_in_all_registers()
    {
        VectorOpcode[] opcodes = [.. OpcodesOf(ValueKind.V128, ValueKind.V128)];
        opcodes.Length.ShouldBe(50);
        foreach (VectorOpcode opcode in opcodes)
        {
            (Vector128<byte> Operand, Vector128<byte> Result)[] cases =
                [.. VectorInputs.Singles.Select(vector => (vector, Oracle.Run(opcode, Value(vector)).V128))];
            foreach ((int to, int from) in s_registers)
            {
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                    assembler => VectorEmitter.Unary(assembler, opcode, (XmmRegister)to, (XmmRegister)from));
                ProcessorState state = ProcessorState.Random(Random);
                foreach ((Vector128<byte> operand, Vector128<byte> result) in cases)
                {
                    state[(XmmRegister)from] = operand;
                    Vector128<byte> actual = Run(code, state, (XmmRegister)to, null)[(XmmRegister)to];
                    Expect(VectorOracle.Agree(opcode, result, actual, operand),
                        $"{InstructionNames.Of(opcode)} xmm{to}, xmm{from}: {Hex(operand)} gives {Hex(actual)}, not {Hex(result)}");
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Tests_give_the_interpreters_truth_and_bits()
    {
        VectorOpcode[] opcodes = [.. OpcodesOf(ValueKind.Int32, ValueKind.V128)];
        opcodes.Length.ShouldBe(9);
        Vector128<byte>[] operands = [Vector128<byte>.Zero, Vector128<byte>.AllBitsSet, .. VectorInputs.Singles, .. OneLaneEach()];
        foreach (VectorOpcode opcode in opcodes)
        {
            foreach ((int to, int from) in ((int, int)[])[(0, 1), (2, 9), (6, 12), (12, 3), (9, 14)])
            {
                bool isTruth = opcode is VectorOpcode.V128AnyTrue or VectorOpcode.I8x16AllTrue or VectorOpcode.I16x8AllTrue
                    or VectorOpcode.I32x4AllTrue or VectorOpcode.I64x2AllTrue;
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(assembler =>
                {
                    if (!isTruth)
                    {
                        VectorEmitter.Bitmask(assembler, opcode, (Register)to, (XmmRegister)from);
                        return;
                    }
                    Condition condition = VectorEmitter.TestFlags(assembler, opcode, (XmmRegister)from);
                    assembler.MoveImmediate32((Register)to, 0);
                    assembler.Set(condition, (Register)to);
                });
                ProcessorState state = ProcessorState.Random(Random);
                foreach (Vector128<byte> operand in operands)
                {
                    state[(XmmRegister)from] = operand;
                    long expected = Oracle.Run(opcode, Value(operand)).Low;
                    Expect(Run(code, state, null, (Register)to)[(Register)to] == expected, $"{InstructionNames.Of(opcode)} of {Hex(operand)}");
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Shifts_take_constants_and_registers_as_counts()
    {
        VectorOpcode[] opcodes = [.. OpcodesOf(ValueKind.V128, ValueKind.Int32, ValueKind.V128)];
        opcodes.Length.ShouldBe(12);
        foreach (VectorOpcode opcode in opcodes)
        {
            foreach ((int to, int from) in s_registers)
            {
                Register register = to switch { 0 => Register.Rcx, 2 => Register.R12, 9 => Register.Rax, _ => Register.R8 };
                delegate* unmanaged<ProcessorState*, void> variable = Code.Compile(
                    assembler => VectorEmitter.Shift(assembler, opcode, (XmmRegister)to, (XmmRegister)from, register));
                foreach (int count in (int[])[.. Enumerable.Range(0, 68), 127, 128, 255, 256, -1, -7, int.MinValue, 0x10003])
                {
                    delegate* unmanaged<ProcessorState*, void> constant = Code.Compile(
                        assembler => VectorEmitter.Shift(assembler, opcode, (XmmRegister)to, (XmmRegister)from, count));
                    for (int i = 0; i < 10; i++)
                    {
                        ProcessorState state = ProcessorState.Random(Random);
                        state[register] = state[register] << 32 | (uint)count;
                        Vector128<byte> operand = state[(XmmRegister)from];
                        Vector128<byte> expected = Oracle.Run(opcode, Value(operand), GuestValue.Of(count)).V128;
                        Expect(Run(constant, state, (XmmRegister)to, null)[(XmmRegister)to] == expected,
                            $"{InstructionNames.Of(opcode)} xmm{to}, xmm{from} of {Hex(operand)} by {count}");
                        Expect(Run(variable, state, (XmmRegister)to, null)[(XmmRegister)to] == expected,
                            $"{InstructionNames.Of(opcode)} xmm{to}, xmm{from} of {Hex(operand)} by {register} = {count}");
                    }
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Constants_are_themselves()
    {
        foreach ((long low, long high) in ((long, long)[])[(0, 0), (-1, -1), (0, -1), (-1, 0), (1, 1), (0x1_0000_0001, 0x1_0000_0001),
            (0x7654_3210_7654_3210, 0x7654_3210_7654_3210), (0x3ff0_0000_0000_0000, 0), (0x1234, 0x5678), (unchecked((long)0x8000_0000_8000_0000), unchecked((long)0x8000_0000_8000_0000))])
        {
            foreach (int to in (int[])[0, 7, 8, 15])
            {
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                    assembler => VectorEmitter.Constant(assembler, (XmmRegister)to, low, high));
                Vector128<byte> actual = Run(code, ProcessorState.Random(Random), (XmmRegister)to, null)[(XmmRegister)to];
                Expect(actual == Vector128.Create(low, high).AsByte(), $"{high:x16}{low:x16} became {Hex(actual)}");
            }
        }
        Finish();
    }

    /// <summary>All ones but one byte; all zeros but one byte.</summary>
    static IEnumerable<Vector128<byte>> OneLaneEach()
    {
        for (int i = 0; i < 16; i++)
        {
            yield return Vector128<byte>.AllBitsSet.WithElement(i, (byte)0);
            yield return Vector128<byte>.Zero.WithElement(i, (byte)(i % 2 == 0 ? 0x80 : 1));
        }
    }
}
