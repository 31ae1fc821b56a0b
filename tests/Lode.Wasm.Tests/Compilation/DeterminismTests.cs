using Lode.Tests;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>The same module and options give the same bytes.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Modules => ["kernels/ksimd.wasm", "modules/nextpnr-ice40.wasm", "bench/blake3-simd/benchmark.wasm"];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Code_does_not_depend_on_threads_or_time(string name)
    {
        Module module = Module.FromBytes(name, File.ReadAllBytes(TestData.Require("wasm/" + name)));
        using CodeImage once = ModuleCompiler.Compile(module, CompilerOptions.Default, threads: 1);
        using CodeImage again = ModuleCompiler.Compile(module, CompilerOptions.Default, threads: 1);
        using CodeImage parallel = ModuleCompiler.Compile(module, CompilerOptions.Default, threads: 3);
        again.Text.SequenceEqual(once.Text).ShouldBeTrue();
        parallel.Text.SequenceEqual(once.Text).ShouldBeTrue();
        parallel.FunctionOffsets.ShouldBe(once.FunctionOffsets);
        using CodeImage other = ModuleCompiler.Compile(module, new() { Fuel = true });
        other.Text.SequenceEqual(once.Text).ShouldBeFalse();
    }

    [Fact]
    public void Compiling_can_be_watched_and_ended()
    {
        Module module = Module.FromBytes("", File.ReadAllBytes(TestData.Require("wasm/modules/nextpnr-ice40.wasm")));
        using CancellationTokenSource cancellation = new();
        List<int> seen = [];
        void Progress(int done, long bytes)
        {
            seen.Add(done);
            bytes.ShouldBeGreaterThan(done);
            if (seen.Count == 2)
                cancellation.Cancel();
        }
        Should.Throw<OperationCanceledException>(() => ModuleCompiler.Compile(module, CompilerOptions.Default, 1, Progress, cancellation.Token));
        seen.Count.ShouldBe(2);
        seen[0].ShouldBeLessThan(seen[1]);
        seen[1].ShouldBeLessThan(module.Bodies.Length);
    }
}
