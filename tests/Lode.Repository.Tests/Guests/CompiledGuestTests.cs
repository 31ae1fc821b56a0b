using System.Security.Cryptography;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Holds the compiled samples of guests/compiled against their sources and against the contract, without a compiler.</summary>
public sealed class CompiledGuestTests
{
    static readonly string s_guests = Path.Combine(TestData.RepositoryRoot, "guests");

    public static TheoryData<string> Programs => [.. Compiled().Select(path => Path.GetFileName(path))];

    [Fact]
    public void Sources_and_programs_are_those_that_were_built_together()
    {
        Dictionary<string, string> listed = File.ReadLines(Path.Combine(s_guests, "compiled", "SHA256SUMS"))
            .Select(line => line.Split("  ", 2)).ToDictionary(parts => parts[1], parts => parts[0]);
        string[] files = [.. Files("c", "*.h"), .. Files("c/samples", "*.c"), .. Files("assemblyscript", "*.ts"), .. Files("assemblyscript/samples", "*.ts"), .. Files("compiled", "*.wasm")];
        listed.Keys.Order(StringComparer.Ordinal).ShouldBe(files.Order(StringComparer.Ordinal), "guests/build writes the list");
        foreach ((string file, string sum) in listed)
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(s_guests, file)))).ShouldBe(sum, $"guests/{file} changed since guests/build ran");
    }

    [Fact]
    public void Every_sample_is_compiled_and_says_what_it_teaches()
    {
        string[] c = [.. Files("c/samples", "*.c")], script = [.. Files("assemblyscript/samples", "*.ts")];
        Compiled().Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ShouldBe(
            c.Select(path => Path.GetFileNameWithoutExtension(path)).Concat(script.Select(path => Path.GetFileNameWithoutExtension(path) + "-as")).Order(StringComparer.Ordinal));
        foreach (string source in c.Concat(script))
            File.ReadAllText(Path.Combine(s_guests, source)).ShouldContain(" * Teaches: ", Case.Sensitive, source);
        string readme = File.ReadAllText(Path.Combine(s_guests, "README.md"));
        foreach (string source in c)
            readme.ShouldContain($"](c/{source["c/".Length..]})");
        foreach (string source in script)
            readme.ShouldContain($"]({source})");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_exports_what_the_contract_asks_for_and_no_region_that_it_does_not_know(string program)
    {
        Module module = Open(program);
        module.TryGetExport("memory", out Export? memory).ShouldBeTrue();
        memory!.Type.Kind.ShouldBe(ExternKind.Memory);
        Type(module, "lode_abi").ShouldBe("[] -> [i32]");
        Type(module, "lode_step").ShouldBe("[] -> [i32]");
        Type(module, "lode_region_step").ShouldBe("[i32] -> [i32]");
        foreach (Export export in module.Exports.Where(export => export.Name.StartsWith("lode_region_", StringComparison.Ordinal)))
        {
            ControlContractPage.Regions.ShouldContain(export.Name["lode_region_".Length..]);
            export.Type.ToString().ShouldBe("[i32] -> [i32]");
        }
        foreach (Export export in module.Exports)
            (export.Name == "memory" || export.Name.StartsWith("lode_", StringComparison.Ordinal)).ShouldBeTrue(export.Name);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_imports_what_the_contract_offers_by_its_types(string program)
    {
        foreach (Import import in Open(program).Imports)
        {
            import.ModuleName.ShouldBe("lode");
            import.Type.ToString().ShouldBe(ControlContractPage.Imports[import.Name], import.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_has_names_of_functions_for_those_who_look_for_faults(string program)
    {
        if (program.EndsWith("-as.wasm", StringComparison.Ordinal))
            return; // asc names functions where it is asked to by --debug
        Module module = Open(program);
        module.GetFunctionName(module.FunctionCount - 1).ShouldNotBeNullOrEmpty();
    }

    static string Type(Module module, string export)
    {
        module.TryGetExport(export, out Export? found).ShouldBeTrue(export);
        return found!.Type.ToString()!;
    }

    static Module Open(string program) => Module.FromFile(Path.Combine(s_guests, "compiled", program));

    static string[] Compiled() => Directory.GetFiles(Path.Combine(s_guests, "compiled"), "*.wasm");

    static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(s_guests, folder), pattern).Select(path => $"{folder}/{Path.GetFileName(path)}");
}
