using System.Text;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Wasi.Tests;

/// <summary>Programs of other compilers print what other engines print.</summary>
public sealed class ProgramTests
{
    /// <summary>Those that are quick enough for a test; each reads its input from the folder and says what it found.</summary>
    public static TheoryData<string> Programs =>
        ["noop", "blake3-scalar", "blake3-simd", "bz2", "intgemm-simd", "pulldown-cmark", "quicksort", "regex",
            "rust-compression", "rust-json"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_prints_what_is_expected(string name)
    {
        string folder = TestData.Require($"wasm/bench/{name}");
        (uint code, string output, string errors) = Run(Path.Combine(folder, "benchmark.wasm"), folder);
        code.ShouldBe(0u);
        output.ShouldBe(Expected(folder, "stdout"));
        errors.ShouldBe(Expected(folder, "stderr"));
    }

    [Theory]
    [InlineData("yosys")]
    [InlineData("nextpnr-ice40")]
    [InlineData("icepack")]
    [InlineData("icepll")]
    public void Every_function_that_a_compiler_imports_has_the_type_that_it_expects(string name)
    {
        Module module = Module.FromFile(TestData.Require($"wasm/modules/{name}.wasm"));
        Dictionary<string, FunctionType> functions = WasiFunctions.All.ToDictionary(function => function.Name, function => function.Type);
        foreach (Import import in module.Imports)
        {
            import.ModuleName.ShouldBe(WasiContext.ModuleName);
            import.Type.ShouldBe(functions[import.Name], import.Name);
        }
    }

    /// <summary>Runs a program of the benchmark suite, which marks what it times.</summary>
    static (uint Code, string Output, string Errors) Run(string file, string folder)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        using Engine engine = new(new EngineOptions { StackBytes = 4 << 20 });
        using CompiledModule module = engine.CompileFile(file);
        using MemoryStream output = new();
        using MemoryStream errors = new();
        using WasiContext world = new(new WasiOptions
        {
            Arguments = ["benchmark.wasm"],
            Directories = [new WasiDirectory(folder, ".", IsReadOnly: true)],
            Output = WasiChannel.From(output),
            Error = WasiChannel.From(errors),
        });
        Linker linker = new(engine);
        world.Define(linker);
        linker.DefineFunction("bench", "start", (Caller _) => { });
        linker.DefineFunction("bench", "end", (Caller _) => { });
        uint code = 0;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using Store store = new(engine);
                linker.Instantiate(store, module).GetAction("_start")();
            }
            catch (WasiExitException exit)
            {
                code = exit.Code;
            }
            catch (Exception error)
            {
                failure = error;
            }
        }, 8 << 20);
        thread.Start();
        thread.Join();
        failure.ShouldBeNull(Encoding.UTF8.GetString(errors.ToArray()));
        return (code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
    }

    static string Expected(string folder, string stream)
    {
        string file = Path.Combine(folder, $"benchmark.{stream}.expected");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }
}
