using System.Text.RegularExpressions;
using Iced.Intel;
using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Assembly;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>What some sequences become, to the instruction.</summary>
public sealed partial class VectorGoldenTests
{
    const byte Get = 0x20, Tee = 0x22, Const = 0x41;

    [Fact]
    public void A_rotation_by_whole_bytes_is_one_shuffle()
    {
        Code(Get, 0, Const, 8, 0xfd, 0xab, 1, Get, 0, Const, 24, 0xfd, 0xad, 1, 0xfd, 0x50)
            .ShouldBe(["vpshufb xmm, xmm, 16[constant]"]);
        Code(Get, 0, Const, 32, 0xfd, 0xcb, 1, Get, 0, Const, 32, 0xfd, 0xcd, 1, 0xfd, 0x50)
            .ShouldBe(["vpshufd xmm, xmm, 177"]);
    }

    [Fact]
    public void A_load_becomes_the_operand_that_it_is_loaded_for()
    {
        Code(Get, 0, Const, 16, 0xfd, 0, 4, 8, 0xfd, 0xae, 1).ShouldBe(["vpaddd xmm, xmm, 16[r14+24]"]);
        Code(Const, 16, 0xfd, 0, 4, 8, Get, 0, 0xfd, 0xae, 1).ShouldBe(["vpaddd xmm, xmm, 16[r14+24]"]);
        // Differences do not commute, and a shuffle needs all operands in registers.
        Code(Const, 16, 0xfd, 0, 4, 8, Get, 0, 0xfd, 0xb1, 1).ShouldBe(["vmovups xmm, 16[r14+24]", "vpsubd xmm, xmm, xmm"]);
    }

    [Fact]
    public void Known_vectors_cost_no_register()
    {
        Code(Get, 0, Const, 5, 0xfd, 0x11, 0xfd, 0xae, 1).ShouldBe(["vpaddd xmm, xmm, 16[constant]"]);
        Code([Get, 0, 0xfd, 12, .. new byte[16], 0xfd, 13, 0, 16, 1, 16, 2, 16, 3, 16, 4, 16, 5, 16, 6, 16, 7, 16]).ShouldBe(["vpmovzxbw xmm, xmm"]);
        Code([Get, 0, 0xfd, 12, 3, 3, 3, 3, 0, 1, 2, 16, .. new byte[8], 0xfd, 14]).ShouldBe(["vpshufb xmm, xmm, 16[constant]"]);
    }

    [Fact]
    public void Two_shuffles_in_a_row_are_one()
    {
        byte[] low = [0xfd, 13, 2, 3, 0, 1, 6, 7, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15], high = [0xfd, 13, 0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 8, 9, 14, 15, 12, 13];
        Code([Get, 0, Get, 0, .. low, Tee, 0, Get, 0, .. high, Tee, 0]).ShouldBe(["vpshufb xmm, xmm, 16[constant]"]);
    }

    [Fact]
    public void A_test_of_lanes_is_a_branch()
    {
        // block (result v128) local.get 0, local.get 1, v128.any_true, br_if 0 end
        Code(0x02, 0x7b, Get, 0, Get, 1, 0xfd, 0x53, 0x0d, 0, 0x0b).ShouldBe(["vptest xmm, xmm"]);
    }

    /// <summary>The vector instructions of a function of two vectors, without moves between registers and without registers' numbers.</summary>
    static string[] Code(params byte[] body)
    {
        byte[] code = [0, .. body, 0x0b];
        byte[] module = new WasmBytes()
            .Section(1, 1, 0x60, 2, 0x7b, 0x7b, 1, 0x7b)
            .Section(3, 1, 0)
            .Section(5, 1, 0, 1)
            .Section(10, [1, .. WasmBytes.U32((uint)code.Length), .. code])
            .ToArray();
        using CodeImage image = ModuleCompiler.Compile(Module.FromBytes("golden", module), new());
        List<string> lines = [];
        foreach (Instruction instruction in Disassembly.Decode(image.Text[image.FunctionOffsets[0]..image.FunctionOffsets[1]]))
        {
            if (instruction.FlowControl == FlowControl.Return)
                break;
            string text = Register().Replace(Disassembly.Text(instruction), "xmm");
            if (text[0] == 'v' && !text.StartsWith("vmovaps", StringComparison.Ordinal))
                lines.Add(instruction.IsIPRelativeMemoryOperand ? $"{text[..(text.IndexOf('[') + 1)]}constant]" : text);
        }
        return [.. lines];
    }

    [GeneratedRegex(@"xmm\d+")]
    private static partial Regex Register();
}
