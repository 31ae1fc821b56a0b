using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Scalars into vectors and out of them, from registers and memory.</summary>
public sealed unsafe class LaneRecipeTests : RecipeTests
{
    static readonly (int Vector, int General)[] s_registers = [(0, 0), (3, 9), (8, 6), (13, 12), (15, 2)];

    [Fact]
    public void Splats_repeat()
    {
        for (VectorOpcode opcode = VectorOpcode.I8x16Splat; opcode <= VectorOpcode.F64x2Splat; opcode++)
        {
            foreach ((int vector, int from) in s_registers)
            {
                bool isFloat = opcode >= VectorOpcode.F32x4Splat;
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(assembler =>
                {
                    if (isFloat)
                        VectorEmitter.Splat(assembler, opcode, (XmmRegister)vector, (XmmRegister)from);
                    else
                        VectorEmitter.Splat(assembler, opcode, (XmmRegister)vector, (Register)from);
                });
                ProcessorState state = ProcessorState.Random(Random);
                GuestValue value = isFloat ? Value(state[(XmmRegister)from]) : new(state[(Register)from]);
                Vector128<byte> expected = Oracle.Run(opcode, value).V128;
                Expect(Run(code, state, (XmmRegister)vector, null)[(XmmRegister)vector] == expected, $"{InstructionNames.Of(opcode)} xmm{vector}, {from}");
            }
        }
        Finish();
    }

    [Fact]
    public void Every_lane_can_be_taken_and_replaced()
    {
        for (VectorOpcode opcode = VectorOpcode.I8x16ExtractLaneS; opcode <= VectorOpcode.F64x2ReplaceLane; opcode++)
        {
            for (int lane = 0; lane < VectorShapes.Lanes(opcode); lane++)
            {
                foreach ((int vector, int other) in s_registers)
                {
                    if (VectorShapes.Replaces(opcode))
                        Replace(opcode, lane, vector, other);
                    else
                        Extract(opcode, lane, vector, other);
                }
            }
        }
        Finish();
    }

    void Extract(VectorOpcode opcode, int lane, int vector, int to)
    {
        bool isFloat = opcode >= VectorOpcode.F32x4ExtractLane;
        delegate* unmanaged<ProcessorState*, void> code = Code.Compile(assembler =>
        {
            if (isFloat)
                VectorEmitter.ExtractLane(assembler, opcode, (XmmRegister)to, (XmmRegister)vector, lane);
            else
                VectorEmitter.ExtractLane(assembler, opcode, (Register)to, (XmmRegister)vector, lane);
        });
        for (int i = 0; i < 4; i++)
        {
            ProcessorState state = ProcessorState.Random(Random);
            state[(XmmRegister)vector] = VectorInputs.Any(Random);
            long expected = Oracle.Run(opcode, new GuestInstruction { B = lane }, Value(state[(XmmRegister)vector])).Low;
            ProcessorState after = Run(code, state, isFloat ? (XmmRegister)to : null, isFloat ? null : (Register)to);
            long actual = isFloat ? after[(XmmRegister)to].AsInt64()[0] : after[(Register)to];
            if (opcode == VectorOpcode.F32x4ExtractLane)
                (actual, expected) = ((uint)actual, (uint)expected);
            Expect(actual == expected, $"{InstructionNames.Of(opcode)} {lane} of xmm{vector} to {to}: {actual:x} instead of {expected:x}");
        }
    }

    void Replace(VectorOpcode opcode, int lane, int vector, int from)
    {
        bool isFloat = opcode >= VectorOpcode.F32x4ReplaceLane;
        foreach (int to in (int[])[vector, isFloat ? from : 5, 1, 14])
        {
            delegate* unmanaged<ProcessorState*, void> code = Code.Compile(assembler =>
            {
                if (isFloat)
                    VectorEmitter.ReplaceLane(assembler, opcode, (XmmRegister)to, (XmmRegister)vector, (XmmRegister)from, lane);
                else
                    VectorEmitter.ReplaceLane(assembler, opcode, (XmmRegister)to, (XmmRegister)vector, (Register)from, lane);
            });
            ProcessorState state = ProcessorState.Random(Random);
            GuestValue value = isFloat ? Value(state[(XmmRegister)from]) : new(state[(Register)from]);
            Vector128<byte> expected = Oracle.Run(opcode, new GuestInstruction { B = lane }, Value(state[(XmmRegister)vector]), value).V128;
            Vector128<byte> actual = Run(code, state, (XmmRegister)to, null)[(XmmRegister)to];
            Expect(actual == expected, $"{InstructionNames.Of(opcode)} {lane} xmm{to}, xmm{vector}, {from}: {Hex(actual)} instead of {Hex(expected)}");
        }
    }

    [Fact]
    public void Loads_and_stores_do_what_the_interpreter_does()
    {
        fixed (byte* memory = Oracle.Memory)
        {
            for (VectorOpcode opcode = VectorOpcode.V128Load; opcode <= VectorOpcode.V128Load64Zero; opcode++)
            {
                if (opcode is > VectorOpcode.V128Store and < VectorOpcode.V128Load8Lane)
                    continue;
                bool hasLane = opcode is >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane;
                for (int lane = 0; lane < (hasLane ? 16 >> VectorShapes.AccessBits(opcode) : 1); lane++)
                {
                    foreach ((int vector, int to) in ((int, int)[])[(0, 1), (2, 2), (9, 3), (4, 12), (13, 14), (15, 15)])
                        Access(opcode, lane, (XmmRegister)vector, (XmmRegister)to, memory);
                }
            }
        }
        Finish();
    }

    void Access(VectorOpcode opcode, int lane, XmmRegister vector, XmmRegister to, byte* memory)
    {
        Address address = new(Register.R14, Register.Rcx, 0, 3);
        bool hasLane = opcode is >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane;
        bool stores = opcode is VectorOpcode.V128Store or >= VectorOpcode.V128Store8Lane and <= VectorOpcode.V128Store64Lane;
        delegate* unmanaged<ProcessorState*, void> code = Code.Compile(assembler =>
        {
            if (opcode == VectorOpcode.V128Store)
                VectorEmitter.Store(assembler, address, vector);
            else if (stores)
                VectorEmitter.StoreLane(assembler, opcode, address, vector, lane);
            else if (hasLane)
                VectorEmitter.LoadLane(assembler, opcode, to, vector, address, lane);
            else
                VectorEmitter.Load(assembler, opcode, to, address);
        });
        Random.NextBytes(Oracle.Memory);
        byte[] before = [.. Oracle.Memory];
        ProcessorState state = ProcessorState.Random(Random);
        state[Register.R14] = (long)memory;
        state[Register.Rcx] = 40;
        GuestInstruction instruction = new() { B = lane, C = 3 };
        GuestValue index = GuestValue.Of(40);
        GuestValue result = hasLane || stores ? Oracle.Run(opcode, instruction, index, Value(state[vector])) : Oracle.Run(opcode, instruction, index);
        byte[] expected = [.. Oracle.Memory];
        before.CopyTo(Oracle.Memory, 0);
        ProcessorState after = Run(code, state, stores ? null : to, null);
        Expect(Oracle.Memory.AsSpan().SequenceEqual(expected), $"{InstructionNames.Of(opcode)} {lane} of {vector}: memory");
        Expect(stores || after[to] == result.V128, $"{InstructionNames.Of(opcode)} {lane} of {vector} to {to}: {Hex(after[to])}");
    }
}
