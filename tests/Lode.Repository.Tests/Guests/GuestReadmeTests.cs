using System.Text.RegularExpressions;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Does what guests/README.md says, in a fresh folder, as a reader would.</summary>
/// <remarks>
/// In a section, blocks of code become the files that the text before them names, <c>sh</c> blocks are run one after the other, and the last
/// <c>output</c> block is what comes of it.
/// </remarks>
public sealed partial class GuestReadmeTests : IDisposable
{
    static readonly string s_readme = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "guests", "README.md"));
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-guest-readme-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_controller_in_c_is_built_and_run_as_the_page_says()
    {
        Require("clang", "wasm-ld");
        Follow("Ten minutes with C").ShouldBe(Output("Ten minutes with C"));
        Size("second.wasm").ShouldBeLessThan(1100, "about 1 KB");
    }

    [Fact]
    public void One_in_assembly_script_is_built_and_writes_the_same()
    {
        string own = Path.Combine(TestData.RepositoryRoot, "guests", "assemblyscript", "node_modules", ".bin", "asc");
        if (!File.Exists(own))
            Require("asc");
        Follow("With AssemblyScript", script => script.Replace("npx asc", File.Exists(own) ? $"'{own}'" : "asc", StringComparison.Ordinal))
            .ShouldBe(Output("Ten minutes with C"));
    }

    [Fact]
    public void One_with_a_libc_is_built_and_prints_into_the_log()
    {
        Require("clang", "wasm-ld");
        Assert.SkipUnless(File.Exists("/usr/lib/wasm32-wasi/libc.a"), "needs wasi-libc");
        Assert.SkipUnless(Directory.Exists("/usr/lib/clang") && Directory.EnumerateFiles("/usr/lib/clang", "libclang_rt.builtins*wasm32*", SearchOption.AllDirectories).Any()
            || Directory.EnumerateFiles("/usr/lib", "libclang_rt.builtins-wasm32.a", SearchOption.AllDirectories).Any(), "needs libclang-rt-dev-wasm32");
        Copy("c", "lode.h");
        // On a busy machine a call may be stopped for its time and made again, and then it prints again.
        string.Join('\n', Follow("With a libc").Split('\n').Distinct()).ShouldBe(Output("With a libc"));
    }

    [Fact]
    public void The_program_of_the_page_runs_in_another_engine_that_copies()
    {
        Require("clang", "wasm-ld", "node");
        Follow("Ten minutes with C");
        Follow("Testing without a model, in any engine").ShouldBe(Output("Testing without a model, in any engine"));
    }

    [Fact]
    public void The_header_is_cpp_too()
    {
        Require("clang++", "wasm-ld");
        Copy("c", "lode.h");
        File.WriteAllText(Path.Combine(_folder.FullName, "all.cc"), """
            #include "lode.h"
            LODE_REGIONS(step, logits, mask, bias, tokens, vocabulary, argument, rings)
            int lode_init() { lode_mask_all(); return lode_json().at == nullptr ? LODE_SAMPLE : LODE_STOP; }
            int lode_step() { lode_line line; line.length = 0; lode_put_real(&line, 0.25); lode_log_line(&line); return LODE_SAMPLE; }
            """);
        Run("clang++ --target=wasm32 -O2 -Wall -Wextra -Werror -fno-exceptions -nostdlib -Wl,--no-entry -o all.wasm all.cc");
        Module module = Module.FromFile(Path.Combine(_folder.FullName, "all.wasm"));
        foreach (string region in ControlContractPage.Regions)
            module.TryGetExport("lode_region_" + region, out _).ShouldBeTrue(region);
        module.TryGetExport("lode_init", out _).ShouldBeTrue();
        module.TryGetExport("lode_prepare", out _).ShouldBeFalse("nobody wrote it");
    }

    [Fact]
    public void Links_of_the_page_lead_to_files() => new DocumentPage("guests", "README.md").ShouldHaveLinksThatLeadToFiles();

    [Fact]
    public void Sizes_of_samples_are_those_of_the_table()
    {
        string compiled = Path.Combine(TestData.RepositoryRoot, "guests", "compiled");
        foreach (string path in Directory.EnumerateFiles(compiled, "*.wasm"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            bool isScript = name.EndsWith("-as", StringComparison.Ordinal);
            Match row = Regex.Match(Section("Sizes"), $@"^\| {(isScript ? name[..^3] : name)} \| ([\d,]+) \| ([\d,]*) ?\|$", RegexOptions.Multiline);
            row.Groups[isScript ? 2 : 1].Value.Replace(",", "", StringComparison.Ordinal).ShouldBe($"{new FileInfo(path).Length}", name);
        }
    }

    string Follow(string heading, Func<string, string>? change = null)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        string section = Section(heading), output = "";
        foreach (Match block in Block().Matches(section))
        {
            (string language, string content) = (block.Groups[1].Value, block.Groups[2].Value);
            if (language is "c" or "ts" or "js")
                File.WriteAllText(Path.Combine(_folder.FullName, FileName().Matches(section[..block.Index])[^1].Groups[1].Value), content);
            else if (language == "sh")
                output += Run(change is null ? content : change(content));
        }
        return output.TrimEnd('\n');
    }

    string Run(string script) => LodeShell.Run(script, _folder.FullName,
        ("LODE", TestData.RepositoryRoot), ("XDG_CACHE_HOME", Path.Combine(_folder.FullName, "cache")));

    void Copy(string folder, string file) =>
        File.Copy(Path.Combine(TestData.RepositoryRoot, "guests", folder, file), Path.Combine(_folder.FullName, file));

    long Size(string file) => new FileInfo(Path.Combine(_folder.FullName, file)).Length;

    static string Section(string heading) => s_readme.Split($"\n## {heading}\n")[1].Split("\n## ")[0];

    static string Output(string heading) => Block().Matches(Section(heading)).Last(block => block.Groups[1].Value == "output").Groups[2].Value.TrimEnd('\n');

    static void Require(params string[] tools)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (string tool in tools)
            Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, tool))), $"needs {tool}");
    }

    [GeneratedRegex("^```(\\w+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`(\w+\.(?:c|ts|mjs))`")]
    private static partial Regex FileName();
}
