using Iced.Intel;
using Lode.Tests;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>Sites lead from machine code to the instruction: both sides are read again.</summary>
public sealed class SiteTests
{
    public static TheoryData<string> Modules => ["kernels/ksimd.wasm", "modules/icepack.wasm", "modules/sql-wasm.wasm"];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Sites_name_the_instructions_of_both_sides(string name)
    {
        Module module = Module.FromBytes(name, File.ReadAllBytes(TestData.Require("wasm/" + name)));
        using CodeImage image = ModuleCompiler.Compile(module, CompilerOptions.Default);
        for (int i = 0; i < Math.Min(module.Bodies.Length, 400); i++)
        {
            int function = module.ImportedFunctionCount + i;
            (int start, int end) = image.RangeOf(i);
            ReadOnlySpan<byte> code = image.Text[start..end];
            CodeSite[] sites = FunctionCompiler.SitesOf(module, CompilerOptions.Default, function);
            // The check of the stack belongs to the whole function.
            int entry = sites.Length == 0 ? 0 : sites.Min(site => site.WasmOffset);
            foreach (CodeSite site in sites)
                Explains(site, module.Bytes[site.WasmOffset], entry).ShouldBeTrue($"function {function}: {site}");
            CountCalls(code.ToArray(), sites).ShouldBe(sites.Count(site => site.Kind != SiteKind.Access), $"function {function}");
        }
    }

    /// <summary>Whether an instruction of the module can be the reason for a site.</summary>
    static bool Explains(CodeSite site, byte opcode, int entry) => site.Kind switch
    {
        // Loads and stores, and the first look at what an indirect call found.
        SiteKind.Access => opcode is (>= 0x28 and <= 0x3e) or 0x11 or 0x13 or 0xfd,
        SiteKind.Call => opcode is 0x10 or 0x11 or 0x40 or 0x25 or 0x26 or 0xfc,
        // Unreachable, indirect calls, the stack check of loops, divisions, conversions.
        _ => site.WasmOffset == entry || opcode is 0x00 or 0x11 or 0x03 or (>= 0x6d and <= 0x70) or (>= 0x7f and <= 0x82) or (>= 0xa8 and <= 0xb1),
    };

    /// <summary>The calls that have a site, which all but data between the code do; accesses have to be where their sites say.</summary>
    static int CountCalls(byte[] code, CodeSite[] sites)
    {
        HashSet<int> accesses = [.. sites.Where(site => site.Kind == SiteKind.Access).Select(site => site.CodeOffset)];
        HashSet<int> returns = [.. sites.Where(site => site.Kind != SiteKind.Access).Select(site => site.CodeOffset)];
        Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader(code));
        int calls = 0;
        foreach (Instruction instruction in decoder)
        {
            if (accesses.Remove((int)instruction.IP))
                (instruction.MemoryBase is Register.R14 or Register.R11).ShouldBeTrue($"{instruction} at {instruction.IP:x}");
            if (instruction.Mnemonic == Mnemonic.Call && returns.Remove((int)instruction.NextIP))
                calls++;
        }
        accesses.ShouldBeEmpty();
        return calls;
    }
}
