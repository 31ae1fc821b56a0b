using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Stress;

/// <summary>A small module whose exports do one thing each.</summary>
/// <remarks>It imports "h" "call", of type (i32) -> (i32).</remarks>
static class GuestModule
{
    /// <summary>Pages that its memory may have.</summary>
    public const int MostPages = 64;

    static readonly ValueKind[] s_none = [], s_one = [ValueKind.Int32], s_two = [ValueKind.Int32, ValueKind.Int32];

    static readonly (string Name, ValueKind[] Parameters, ValueKind[] Results, byte[] Code)[] s_functions =
    [
        ("nothing", s_none, s_none, []),
        ("add", s_two, s_one, [0x20, 0, 0x20, 1, 0x6a]),
        ("trap", s_none, s_none, [0x00]),
        ("fault", s_none, s_one, [0x41, 0x70, 0x28, 2, 0]), // i32.load at -16
        ("divide", s_one, s_one, [0x41, 1, 0x20, 0, 0x6d]),
        ("spin", s_none, s_none, [0x03, 0x40, 0x0c, 0, 0x0b]),
        ("recurse", s_one, s_one, [0x20, 0, 0x41, 1, 0x6a, 0x10, 7, 0x41, 1, 0x6a]),
        ("host", s_one, s_one, [0x20, 0, 0x10, 0, 0x41, 1, 0x6a]),
        ("grow", s_one, s_one, [0x20, 0, 0x40, 0]),
        ("load", s_one, s_one, [0x20, 0, 0x28, 2, 0]),
        ("store", s_two, s_none, [0x20, 0, 0x20, 1, 0x36, 2, 0]),
        // To a depth, and there into the host.
        ("deep", s_one, s_one, [0x20, 0, 0x45, 0x04, 0x7f, 0x41, 0, 0x10, 0, 0x05, 0x20, 0, 0x41, 1, 0x6b, 0x10, 12, 0x41, 1, 0x6a, 0x0b]),
        // The host, so many times; then the same without it.
        ("hosts", s_one, s_none, [0x03, 0x40, 0x20, 0, 0x10, 0, 0x1a, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b]),
        ("count", s_one, s_none, [0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b]),
    ];

    public static byte[] Bytes { get; } = Make();

    static byte[] Make()
    {
        BinaryBuilder module = new BinaryBuilder().Bytes([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]);
        (ValueKind[] Parameters, ValueKind[] Results)[] types = [(s_one, s_one), .. s_functions.Select(function => (function.Parameters, function.Results))];
        module.Section(1, types, (to, type) =>
        {
            to.Byte(0x60).U32(type.Parameters.Length);
            foreach (ValueKind kind in type.Parameters)
                to.Byte((int)kind);
            to.U32(type.Results.Length);
            foreach (ValueKind kind in type.Results)
                to.Byte((int)kind);
        });
        module.Section(2, [0], (to, type) => to.Name("h").Name("call").Byte(0).U32(type));
        // A type for each function, behind that of the import.
        int[] numbers = [.. Enumerable.Range(1, s_functions.Length)];
        module.Section(3, numbers, (to, number) => to.U32(number));
        module.Section(5, [MostPages], (to, most) => to.Byte(1).U32(1).U32(most));
        module.Section(7, [.. numbers, 0], (to, number) =>
        {
            if (number == 0)
                to.Name("memory").Byte(2).U32(0);
            else
                to.Name(s_functions[number - 1].Name).Byte(0).U32(number);
        });
        module.Section(10, s_functions, (to, function) => to.U32(function.Code.Length + 2).U32(0).Bytes(function.Code).Byte(0x0b));
        return module.ToArray();
    }
}
