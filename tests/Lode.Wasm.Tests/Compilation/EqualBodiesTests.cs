using Lode.Tests;
using Lode.Wasm.Artifacts;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Compilation;

public sealed class EqualBodiesTests
{
    /// <summary>Four functions: 0 and 2 are alike, 1 has another body, 3 the same body as 0 but another type.</summary>
    static readonly byte[] s_module =
    [
        .. "\0asm"u8, 1, 0, 0, 0, 1, 8, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0, 3, 5, 4, 0, 0, 0, 1,
        7, 17, 4, 1, (byte)'a', 0, 0, 1, (byte)'b', 0, 1, 1, (byte)'c', 0, 2, 1, (byte)'d', 0, 3,
        10, 18, 4, 3, 0, 0x00, 0x0b, 4, 0, 0x01, 0x00, 0x0b, 3, 0, 0x00, 0x0b, 3, 0, 0x00, 0x0b,
    ];

    [Fact]
    public void Functions_with_the_same_body_and_type_share_their_code()
    {
        Module module = Module.FromBytes("alike", s_module);
        EqualBodies.Find(module).ShouldBe([0, 1, 0, 3]);
        using CodeImage image = ModuleCompiler.Compile(module, CompilerOptions.Default);
        int[] offsets = image.FunctionOffsets;
        offsets[2].ShouldBe(offsets[0]);
        offsets[..^1].Distinct().Count().ShouldBe(3);
        image.RangeOf(2).ShouldBe(image.RangeOf(0));
    }

    [Fact]
    public void A_trap_in_shared_code_names_all_functions_that_it_may_be()
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        using Engine engine = new();
        using CompiledModule module = engine.Compile("alike", s_module);
        using Store store = new(engine);
        Instance instance = new Linker(engine).Instantiate(store, module);
        foreach ((string name, string expected) in (ReadOnlySpan<(string, string)>)[("a", "function 0 or 2, byte"), ("c", "function 0 or 2, byte"), ("b", "function 1, byte")])
        {
            Trap trap = instance.GetFunction(name).ShouldNotBeNull().TryInvoke([], []).ShouldNotBeNull();
            trap.Frames[0].ToString().ShouldContain(expected);
        }
    }

    /// <summary>What was taken for equal is equal: the code of each function, compiled alone, is the code that it shares.</summary>
    [Fact]
    public void Shared_code_of_a_real_module_is_each_functions_own()
    {
        Module module = Module.FromFile(TestData.Require("wasm/modules/nextpnr-ice40.wasm"));
        int[] first = EqualBodies.Find(module);
        first.Where((other, function) => other != function).Count().ShouldBeGreaterThan(100);
        using CodeImage image = ModuleCompiler.Compile(module, CompilerOptions.Default);
        for (int i = 0; i < first.Length; i++)
        {
            if (first[i] == i)
                continue;
            CodeSite[] mine = FunctionCompiler.SitesOf(module, CompilerOptions.Default, module.ImportedFunctionCount + i);
            CodeSite[] shared = FunctionCompiler.SitesOf(module, CompilerOptions.Default, module.ImportedFunctionCount + first[i]);
            mine.Select(site => (site.CodeOffset, site.Kind)).ShouldBe(shared.Select(site => (site.CodeOffset, site.Kind)));
            image.RangeOf(i).ShouldBe(image.RangeOf(first[i]));
        }
        CodePieces.Of(image.FunctionOffsets.AsSpan()[..^1], image.Length, module.ImportedFunctionCount).Functions.Length
            .ShouldBe(first.Where((other, function) => other == function).Count());
    }
}
