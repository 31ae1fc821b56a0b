using System.Diagnostics;
using Lode.Tests;

namespace Lode.Wasm.Tests.Decoding;

/// <summary>Modules made to cost as much as they can stay near what their size explains.</summary>
[Collection(Alone.Name)]
public sealed class WorstCaseTests
{
    /// <summary>A megabyte may cost as much as about a hundred megabytes of ordinary code.</summary>
    const double SecondsPerMegabyte = 1;

    public static TheoryData<string> Names => [.. s_modules.Keys];

    static readonly Dictionary<string, Func<byte[]>> s_modules = new()
    {
        ["many locals in many functions"] = () => Functions([1, .. WasmBytes.U32(50_000), 0x7f, 0x0b], 150_000),
        ["labels of many types in branch tables"] = () => WithWideType(
            [0x02, 1, 0x02, 3, .. Repeat([0x00, 0x0e, .. WasmBytes.U32(60_000), .. Repeat([0, 1], 30_000), 0], 15), 0x0b, 0x0b, .. Drop(1000)]),
        ["blocks of many parameters"] = () => WithWideType(
            [.. Repeat([0x41, 0], 1000), .. Repeat([0x02, 2, 0x0b], 300_000), .. Drop(1000)]),
        ["branches that take many values"] = () => WithWideType(
            [0x02, 1, .. Repeat([0x41, 0], 1000), .. Repeat([0x41, 0, 0x0d, 0], 200_000), 0x0b, .. Drop(1000)]),
        ["branches that take many values in unreachable code"] = () => WithWideType(
            [0x02, 1, 0x00, .. Repeat([0x0d, 0], 400_000), 0x0b, .. Drop(1000)]),
        ["deep blocks"] = () => WasmBytes.WithBody(
            [.. Repeat([.. Repeat([0x02, 0x40], 49_000), .. Repeat([0x0b], 49_000)], 7)]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_module_costs_what_its_size_explains(string name)
    {
        byte[] bytes = s_modules[name]();
        Module.Validate(bytes).ShouldBeNull();
        double least = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Module.Validate(bytes);
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
