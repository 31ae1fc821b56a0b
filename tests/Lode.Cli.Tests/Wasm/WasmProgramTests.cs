using Lode.Tests;
using Lode.Wasm;

namespace Lode.Cli.Tests;

/// <summary>Real programs, run as a user would.</summary>
public sealed class WasmProgramTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Yosys_tells_its_version() =>
        Run("yosys", [], "-V").ShouldSucceed().Output.ShouldStartWith("Yosys 0.55 (git sha1 60f126cd0");

    [Fact]
    public void Yosys_makes_cells_of_a_counter()
    {
        File.WriteAllText(_folder.File("counter.v"), """
            module counter(input clk, input rst, output reg [7:0] q);
              always @(posedge clk) if (rst) q <= 0; else q <= q + 1;
            endmodule
            """);
        const string Script = "read_verilog /project/counter.v; hierarchy -top counter; proc; opt; alumacc; opt -full; write_verilog -noattr /project/out.v";
        Run("yosys", ["--dir", $"{_folder.Path}::/project"], "-q", "-p", Script).ShouldSucceed().Output.ShouldBe("");
        string cells = File.ReadAllText(_folder.File("out.v"));
        cells.ShouldContain("module counter(clk, rst, q);");
        cells.ShouldContain("always @(posedge clk)");
        File.ReadAllText(_folder.File("counter.v")).ShouldContain("q + 1");
    }

    [Fact]
    public void Icepll_computes_a_clock()
    {
        string output = Run("icepll", [], "-i", "12", "-o", "60").ShouldSucceed().Output;
        output.ShouldContain("F_PLLOUT:   60.000 MHz (achieved)");
        output.ShouldContain("DIVF: 79 (7'b1001111)");
        Run("icepll", [], "-h").ExitCode.ShouldBe(1); // an option that it does not know
    }

    [Fact]
    public void Icepack_says_what_is_wrong_with_its_input()
    {
        File.WriteAllText(_folder.File("bad.asc"), "no bitstream\n");
        CommandResult result = Run("icepack", ["--dir", $"{_folder.Path}::/project:ro"], "/project/bad.asc");
        result.ExitCode.ShouldNotBe(0);
        result.ExitCode.ShouldNotBe(134);
        result.Errors.ShouldContain("Error");
    }

    static CommandResult Run(string name, string[] options, params string[] arguments)
    {
        string module = TestData.Require($"wasm/modules/{name}.wasm");
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        return LodeCommand.Run(["wasm", "run", module, .. options, "--", .. arguments]);
    }
}
