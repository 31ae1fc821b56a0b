using System.Diagnostics;
using Lode.Tests;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>Functions made to cost a compiler as much as they can stay near what their size explains.</summary>
[Collection(Alone.Name)]
public sealed class HostileCodeTests
{
    /// <summary>Ordinary code takes a fiftieth of a second; what makes long machine code may take longer, but no more than in proportion.</summary>
    const double SecondsPerMegabyte = 2;

    static readonly Dictionary<string, Func<byte[]>> s_modules = new()
    {
        ["many locals in many functions"] = () => Functions([1, .. WasmBytes.U32(50_000), 0x7f, 0x0b], 150_000),
        ["many used locals"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, .. WasmBytes.U32(50_000), 0x7f],
            [.. Enumerable.Range(0, 50_000).SelectMany(i => (byte[])[0x20, .. WasmBytes.U32((uint)i), 0x1a])]),
        ["operands of one local"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, 1, 0x7f],
            [.. Repeat([0x20, 0], 900_000), 0x02, 0x40, 0x0c, 0, 0x0b, .. Drop(900_000)]),
        ["operands of many locals that change"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, .. WasmBytes.U32(50_000), 0x7f],
            [.. Gets(50_000), .. Repeat([0x41, 0], 800_000), .. Sets(50_000), .. Drop(850_000)]),
        ["spilled operands above many constants"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, 1, 0x7f],
            [0x43, 0, 0, 0, 0, 0x91, .. Repeat([0x41, 0], 800_000), .. Repeat([0x20, 0, 0x45], 90_000), .. Drop(890_001)]),
        ["blocks above many operands"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, 1, 0x7f],
            [.. Repeat([0x20, 0], 500_000), .. Repeat([0x02, 0x40, 0x0c, 0, 0x0b], 300_000), .. Drop(500_000)]),
        ["deep blocks"] = () => WasmBytes.WithBody([.. Repeat([.. Repeat([0x02, 0x40], 49_000), .. Repeat([0x0c, 0, 0x0b], 49_000)], 7)]),
        ["deep loops and conditions"] = () => WasmBytes.WithBody(
            [.. Repeat([0x03, 0x40, 0x41, 0, 0x04, 0x40], 24_000), .. Repeat([0x0b, 0x41, 0, 0x0d, 0, 0x0b], 24_000)]),
        ["deep loops that call the engine"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, 1, 0x7f],
            [.. Repeat([0x03, 0x40, 0x20, 0, 0x1a], 24_000), 0x41, 0, 0x40, 0, 0x1a, .. Repeat([0x41, 0, 0x0d, 0, 0x0b], 24_000)]),
        ["deep loops beside a call"] = () => WasmBytes.WithFunction([0x60, 0, 0], [1, 9, 0x7f],
            [0x10, 0, .. Repeat([0x03, 0x40, 0x20, 8, 0x21, 7, 0x20, 7, 0x21, 6], 24_000), .. Repeat([0x41, 0, 0x0d, 0, 0x0b], 24_000)]),
        ["long branch tables within deep blocks"] = () => WasmBytes.WithBody(
            [.. Repeat([0x02, 0x40], 40_000), 0x41, 0, 0x0e, .. WasmBytes.U32(65_000),
                .. Enumerable.Range(0, 65_001).SelectMany(i => WasmBytes.U32((uint)i % 40_000)), .. Repeat([0x0b], 40_000)]),
        ["branch tables that bring many values"] = () => WithWideType(
            [0x02, 1, 0x02, 3, .. Repeat([0x00], 1), .. Repeat([0x41, 0], 1000), 0x41, 0, 0x0e, .. WasmBytes.U32(60_000), .. Repeat([0, 1], 30_000), 0,
                0x0b, 0x0b, .. Drop(1000)]),
        ["blocks of many parameters"] = () => WithWideType(
            [.. Repeat([0x41, 0], 1000), .. Repeat([0x02, 2, 0x0b], 300_000), .. Drop(1000)]),
        ["branches in unreachable code"] = () => WithWideType(
            [0x02, 1, 0x00, .. Repeat([0x0d, 0], 400_000), 0x0b, .. Drop(1000)]),
        ["many jumps over each other"] = () => WasmBytes.WithBody(
            [.. Repeat([0x02, 0x40], 40_000), .. Repeat([0x41, 0, 0x0d, .. WasmBytes.U32(30_000)], 200_000), .. Repeat([0x0b], 40_000)]),
    };

    public static TheoryData<string> Names => [.. s_modules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_function_costs_what_its_size_explains(string name)
    {
        byte[] bytes = s_modules[name]();
        Module module = Module.FromBytes(name, bytes, new() { Operands = 2_000_000 });
        double least = double.MaxValue;
        for (int round = 0; round < 2; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using CodeImage image = ModuleCompiler.Compile(module, CompilerOptions.Default);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        (least / bytes.Length * 1e6).ShouldBeLessThan(SecondsPerMegabyte);
    }

    static byte[] Repeat(byte[] piece, int times)
    {
        byte[] bytes = new byte[piece.Length * times];
        for (int i = 0; i < times; i++)
            piece.CopyTo(bytes, i * piece.Length);
        return bytes;
    }

    static byte[] Drop(int count) => Repeat([0x1a], count);

    static IEnumerable<byte> Gets(int count) =>
        Enumerable.Range(0, count).SelectMany(i => (byte[])[0x20, .. WasmBytes.U32((uint)i)]);

    static IEnumerable<byte> Sets(int count) =>
        Enumerable.Range(0, count).SelectMany(i => (byte[])[0x41, 0, 0x21, .. WasmBytes.U32((uint)i)]);

    /// <summary>A module whose second and fourth type give a thousand values, and whose third also takes them.</summary>
    static byte[] WithWideType(byte[] code)
    {
        byte[] wide = [.. WasmBytes.U32(1000), .. Repeat([0x7f], 1000)], body = [0, .. code, 0x0b];
        return new WasmBytes()
            .Section(1, [4, 0x60, 0, 0, 0x60, 0, .. wide, 0x60, .. wide, .. wide, 0x60, 0, .. wide])
            .Section(3, 1, 0)
            .Section(10, [1, .. WasmBytes.U32((uint)body.Length), .. body])
            .ToArray();
    }

    static byte[] Functions(byte[] body, int count)
    {
        byte[] number = WasmBytes.U32((uint)count);
        return new WasmBytes()
            .Section(1, 1, 0x60, 0, 0)
            .Section(3, [.. number, .. new byte[count]])
            .Section(10, [.. number, .. Repeat([(byte)body.Length, .. body], count)])
            .ToArray();
    }
}
