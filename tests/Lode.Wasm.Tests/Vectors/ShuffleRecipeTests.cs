using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Vectors;

/// <summary><c>i8x16.shuffle</c>: every pattern that has instructions of its own, and any.</summary>
public sealed unsafe class ShuffleRecipeTests : RecipeTests
{
    static readonly (int To, int A, int B)[] s_registers = [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 3, 3), (12, 4, 13), (9, 15, 14), (15, 15, 14), (14, 15, 14)];

    [Fact]
    public void Results_are_the_interpreters()
    {
        int number = 0;
        foreach (Vector128<byte> lanes in Patterns(Random))
        {
            // Few patterns need every choice of registers.
            (int to, int a, int b) = s_registers[number++ % s_registers.Length];
            delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                assembler => VectorEmitter.Shuffle(assembler, (XmmRegister)to, (XmmRegister)a, (XmmRegister)b, lanes));
            ProcessorState state = ProcessorState.Random(Random);
            Vector128<byte> expected = Oracle.Run(VectorOpcode.I8x16Shuffle, Immediate(lanes), Value(state[(XmmRegister)a]), Value(state[(XmmRegister)b])).V128;
            Vector128<byte> actual = Run(code, state, (XmmRegister)to, null)[(XmmRegister)to];
            Expect(actual == expected, $"xmm{to}, xmm{a}, xmm{b}: {lanes}");
        }
        number.ShouldBeGreaterThan(5000);
        Finish();
    }

    [Fact]
    public void Results_of_zeros_are_the_interpreters()
    {
        foreach (Vector128<byte> lanes in Patterns(Random))
        {
            foreach ((int to, int from) in ((int, int)[])[(0, 1), (14, 14)])
            {
                delegate* unmanaged<ProcessorState*, void> code = Code.Compile(
                    assembler => VectorEmitter.ShuffleWithZero(assembler, (XmmRegister)to, (XmmRegister)from, lanes));
                ProcessorState state = ProcessorState.Random(Random);
                Vector128<byte> expected = Oracle.Run(VectorOpcode.I8x16Shuffle, Immediate(lanes), Value(state[(XmmRegister)from]), default).V128;
                Expect(Run(code, state, (XmmRegister)to, null)[(XmmRegister)to] == expected, $"xmm{to}, xmm{from}: {lanes}");
            }
        }
        Finish();
    }

    static GuestInstruction Immediate(Vector128<byte> lanes) => new() { C = lanes.AsInt64()[0], D = lanes.AsInt64()[1] };

    static IEnumerable<Vector128<byte>> Patterns(Random random)
    {
        // Shifts of two and rotations of one.
        for (int i = 0; i < 32; i++)
        {
            yield return Bytes(lane => lane + i);
            yield return Bytes(lane => lane + i & 15);
            yield return Bytes(lane => lane + i & 15 | 16);
            yield return Bytes(_ => i);
            yield return Bytes(lane => lane < i ? 16 : lane - i);
            yield return Bytes(lane => lane + i < 16 ? lane + i : 31);
        }
        // Interleavings in both orders, and of one.
        for (int bits = 0; bits < 4; bits++)
        {
            for (int form = 0; form < 8; form++)
            {
                int start = (form & 1) * 8, first = (form & 2) * 8, second = (form & 4) * 4;
                yield return Bytes(lane => start + (lane >> bits + 1 << bits) + (lane & (1 << bits) - 1) + ((lane >> bits & 1) == 0 ? first : second));
            }
        }
        // All shuffles of one in words of 32 bits; all choices and random shuffles in words of 16, 32 and 64 bits, and in bytes.
        for (int i = 0; i < 256; i++)
        {
            yield return Bytes(lane => (i >> lane / 4 * 2 & 3) * 4 + lane % 4);
            yield return Bytes(lane => lane + (i >> lane / 2 & 1) * 16);
            yield return Bytes(lane => lane < 8 ? (i >> lane / 2 * 2 & 3) * 2 + lane % 2 : lane);
            yield return Bytes(lane => lane < 8 ? lane : 8 + (i >> (lane / 2 - 4) * 2 & 3) * 2 + lane % 2);
        }
        for (int size = 1; size <= 8; size *= 2)
        {
            for (int i = 0; i < 1000; i++)
            {
                int[] elements = [.. Enumerable.Range(0, 16 / size).Select(_ => random.Next(32 / size))];
                yield return Bytes(lane => elements[lane / size] * size + lane % size);
            }
        }
        // Each lane of 16 bits from its own place of either operand, in any order.
        for (int i = 0; i < 200; i++)
        {
            int[] order = [.. Enumerable.Range(0, 8)];
            random.Shuffle(order);
            int from = random.Next(256);
            yield return Bytes(lane => order[lane / 2] * 2 + lane % 2 + (from >> order[lane / 2] & 1) * 16);
        }
    }

    static Vector128<byte> Bytes(Func<int, int> lane)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
            bytes[i] = (byte)(lane(i) & 31);
        return Vector128.Create<byte>(bytes);
    }
}
