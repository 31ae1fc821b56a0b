using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>Functions in which nearly every register belongs to a local: each instruction still finds what it needs.</summary>
public sealed class RegisterPressureTests
{
    const byte I32 = 0x7f, I64 = 0x7e, F64 = 0x7c;

    /// <summary>Locals: 0 to 11 hot integers, 12 to 17 other i32, 18 to 23 i64, 24 to 35 hot floats, 36 to 41 other f64.</summary>
    static readonly byte[] s_locals = [4, 18, I32, 6, I64, 12, F64, 6, F64];

    public static TheoryData<bool, bool, bool, bool> Kinds
    {
        get
        {
            TheoryData<bool, bool, bool, bool> kinds = [];
            for (int i = 0; i < 16; i++)
                kinds.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0);
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Instructions_on_locals_that_registers_mirror_compile(bool calls, bool loop, bool bounds, bool indirect)
    {
        List<byte> code = [];
        if (calls)
            code.AddRange([0x10, 0]);
        if (indirect)
            code.AddRange([0x41, 0, 0x11, 0, 0]);
        code.AddRange(loop ? [0x03, 0x40] : [0x02, 0x40]);
        for (int use = 0; use < 30; use++)
        {
            for (byte i = 0; i < 12; i++)
                code.AddRange([0x20, i, 0x1a, 0x20, (byte)(i + 24), 0x1a]);
        }
        foreach (byte[] instruction in Instructions())
            code.AddRange([.. Mirrors(), .. instruction]);
        code.AddRange([0x41, 0, 0x0d, 0, 0x0b]);
        byte[] body = [.. s_locals, .. code, 0x0b];
        byte[] bytes = new WasmBytes().Section(1, 1, 0x60, 0, 0).Section(3, 1, 0).Section(4, 1, 0x70, 0, 1).Section(5, 1, 0, 1)
            .Section(10, [1, .. WasmBytes.U32((uint)body.Length), .. body]).ToArray();
        Module module = Module.FromBytes("pressure", bytes);
        using CodeImage image = ModuleCompiler.Compile(module, new() { ExplicitBounds = bounds });
        image.Length.ShouldBeGreaterThan(0);
    }

    /// <summary>Reads locals, so that registers mirror them.</summary>
    static byte[] Mirrors() =>
    [
        .. Enumerable.Range(12, 6).SelectMany(i => (byte[])[0x20, (byte)i, 0x45, 0x1a]),
        .. Enumerable.Range(18, 6).SelectMany(i => (byte[])[0x20, (byte)i, 0x50, 0x1a]),
        .. Enumerable.Range(36, 6).SelectMany(i => (byte[])[0x20, (byte)i, 0x9f, 0x1a]),
    ];

    static IEnumerable<byte[]> Instructions()
    {
        // All of two i32, two i64, two f64, and comparisons that become values.
        foreach ((int first, int last, byte local) in ((int, int, byte)[])
            [(0x6a, 0x78, 16), (0x7c, 0x8a, 22), (0xa0, 0xa6, 40), (0x46, 0x4f, 16), (0x51, 0x5a, 22), (0x61, 0x66, 40)])
        {
            for (int opcode = first; opcode <= last; opcode++)
            {
                yield return [0x20, local, 0x20, (byte)(local + 1), (byte)opcode, 0x1a];
                // Below lie operands that are only now computed.
                yield return [0x20, 12, 0x41, 5, 0x6c, 0x20, local, 0x20, (byte)(local + 1), (byte)opcode, 0x1a, 0x1a];
            }
        }
        // Conversions of all kinds.
        foreach ((int opcode, byte local) in ((int, byte)[])[(0xaa, 41), (0xab, 41), (0xb0, 41), (0xb1, 41), (0xb9, 23), (0xba, 23), (0xb7, 17), (0xb8, 17)])
            yield return [0x20, local, (byte)opcode, 0x1a];
        for (byte opcode = 0; opcode < 8; opcode++)
        {
            if ((opcode & 2) != 0)
                yield return [0x20, 41, 0xfc, opcode, 0x1a];
        }
        // Loads with narrowed addresses that are folded, stores, selections.
        yield return [0x20, 17, 0x20, 23, 0xa7, 0x28, 2, 0, 0x6a, 0x1a];
        yield return [0x20, 22, 0x20, 23, 0xa7, 0x29, 3, 8, 0x7d, 0x1a];
        yield return [0x20, 17, 0x20, 23, 0xa7, 0x28, 2, 0, 0x48, 0x1a];
        yield return [0x20, 23, 0xa7, 0x20, 17, 0x36, 2, 0];
        yield return [0x20, 16, 0x20, 17, 0x20, 15, 0x20, 14, 0x48, 0x1b, 0x1a];
        yield return [0x20, 40, 0x20, 41, 0x20, 38, 0x20, 39, 0x61, 0x1b, 0x1a];
        yield return [0x20, 16, 0x20, 17, 0x41, 2, 0x74, 0x6a, 0x1a];
        // A table of labels that take a value.
        yield return [0x02, I32, 0x20, 16, 0x20, 17, 0x0e, 5, 0, 0, 0, 0, 0, 0, 0x0b, 0x1a];
    }
}
