using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

/// <summary><c>lode wasm compile</c>, <c>inspect</c>, <c>verify</c>, <c>cache</c>, and <c>run</c> by way of the cache.</summary>
[SupportedOSPlatform("linux")]
public sealed class WasmCompileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    CommandInput Input => new() { Environment = { ["XDG_CACHE_HOME"] = _folder.Path, ["XDG_CONFIG_HOME"] = _folder.Path } };

    string CacheFolder => _folder.File("lode/wasm");

    string Artifact => _folder.File("probe.lwm");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_run_maps_what_the_first_compiled()
    {
        string json = _folder.File("report.json");
        foreach (bool cached in (bool[])[false, true])
        {
            Lode("run", GuestFiles.Probe, "--json", json, "--", "args", "x").ShouldSucceed().Output.ShouldBe("probe.wasm\nargs\nx\n");
            JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("was_cached").GetBoolean().ShouldBe(cached);
        }
        Directory.GetFiles(CacheFolder, "*.lwm").Length.ShouldBe(1);
    }

    [Fact]
    public void A_run_without_cache_keeps_nothing()
    {
        Lode("run", GuestFiles.Probe, "--no-cache", "--", "args").ShouldSucceed();
        Directory.Exists(CacheFolder).ShouldBeFalse();
    }

    [Fact]
    public void A_cache_that_others_may_write_is_not_used_and_the_program_runs()
    {
        Directory.CreateDirectory(CacheFolder);
        File.SetUnixFileMode(CacheFolder, File.GetUnixFileMode(CacheFolder) | UnixFileMode.GroupWrite);
        CommandResult result = Lode("run", GuestFiles.Probe, "--", "args").ShouldSucceed();
        result.Output.ShouldBe("probe.wasm\nargs\n");
        result.Errors.ShouldContain($"chmod 700 '{CacheFolder}'");
    }

    [Fact]
    public void Compiled_ahead_it_is_found_by_the_run()
    {
        CommandResult first = Lode("compile", GuestFiles.Probe).ShouldSucceed();
        first.Errors.ShouldContain(CacheFolder);
        Lode("compile", GuestFiles.Probe).ShouldSucceed().Errors.ShouldContain("was there already");
        Lode("cache", "ls").ShouldSucceed().Output.ShouldContain("1 compiled module,");
        using JsonDocument list = JsonDocument.Parse(Lode("cache", "ls", "--json").ShouldSucceed().Output);
        list.RootElement.GetProperty("modules").GetArrayLength().ShouldBe(1);
        list.RootElement.GetProperty("folder").GetString().ShouldBe(CacheFolder);
        Lode("cache", "path").ShouldSucceed().Output.ShouldBe($"{CacheFolder}\n");
        Lode("cache", "prune", "--size", "1G").ShouldSucceed().Output.ShouldContain("removed: 0 compiled modules");
        Lode("cache", "prune", "--size", "1").ShouldSucceed().Output.ShouldContain("removed: 1 compiled module,");
        Lode("cache", "clear").ShouldSucceed().Output.ShouldContain("removed: 0 compiled modules");
    }

    [Fact]
    public void An_artifact_is_inspected_and_verified()
    {
        Compile("--maps", "--names");
        string page = Lode("inspect", Artifact).ShouldSucceed().Output;
        foreach (string part in (string[])["Text", "Skeleton", "Maps", "of the module", "wasi_snapshot_preview1.", "_start"])
            page.ShouldContain(part);
        using JsonDocument json = JsonDocument.Parse(Lode("inspect", Artifact, "--json").ShouldSucceed().Output);
        json.RootElement.GetProperty("artifact_bytes").GetInt64().ShouldBe(new FileInfo(Artifact).Length);
        json.RootElement.GetProperty("module_bytes").GetInt64().ShouldBe(new FileInfo(GuestFiles.Probe).Length);
        json.RootElement.GetProperty("is_of_this_build").GetBoolean().ShouldBeTrue();
        Lode("verify", Artifact, "--wasm", GuestFiles.Probe).ShouldSucceed().Output.ShouldContain("is what");

        byte[] bytes = File.ReadAllBytes(Artifact);
        bytes[5000] ^= 1;
        File.WriteAllBytes(Artifact, bytes);
        CommandResult damaged = Lode("verify", Artifact, "--wasm", GuestFiles.Probe);
        (damaged.ExitCode, damaged.Output).ShouldBe((1, ""));
        damaged.Errors.ShouldContain("damaged");
    }

    [Fact]
    public void Machine_code_is_shown_with_the_modules_bytes()
    {
        string page = Lode("inspect", GuestFiles.Probe, "--functions", "3", "--disassemble", "_start").ShouldSucceed().Output;
        page.ShouldContain("compiled to be looked at");
        page.ShouldContain("push    rbp");
        using JsonDocument json = JsonDocument.Parse(Lode("inspect", GuestFiles.Probe, "--functions", "3", "--disassemble", "_start", "--json").ShouldSucceed().Output);
        json.RootElement.GetProperty("largest_functions").GetArrayLength().ShouldBe(3);
        JsonElement code = json.RootElement.GetProperty("disassembly");
        code.GetArrayLength().ShouldBeGreaterThan(3);
        int length = code.EnumerateArray().Sum(line => line.GetProperty("bytes").GetString()!.Length / 2);
        code.EnumerateArray().Last().GetProperty("offset").GetInt32().ShouldBeLessThan(length);
        code.EnumerateArray().Any(line => line.GetProperty("wasm_offset").ValueKind == JsonValueKind.Number).ShouldBeTrue();
        Lode("inspect", GuestFiles.Probe, "--disassemble", "nowhere").Errors.ShouldContain("there is no function 'nowhere'");
        Lode("inspect", GuestFiles.Probe, "--disassemble", "0").Errors.ShouldContain("function 0 is imported");
    }

    [Fact]
    public void An_artifact_runs_only_where_a_trusted_key_signed_it()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_folder.File("private.pem"), key.ExportPkcs8PrivateKeyPem());
        Compile("--sign", _folder.File("private.pem"));
        CommandResult refused = Lode("run", Artifact, "--", "args");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("no trusted key signed");
        Directory.CreateDirectory(_folder.File("lode/trusted-keys"));
        File.WriteAllText(_folder.File("lode/trusted-keys/maker.pem"), key.ExportSubjectPublicKeyInfoPem());
        Lode("run", Artifact, "--", "args").ShouldSucceed().Output.ShouldBe("probe.lwm\nargs\n");
    }

    [Theory]
    [InlineData("compile", "no module was given")]
    [InlineData("compile nowhere.wasm", "there is no file nowhere.wasm")]
    [InlineData("inspect nowhere.wasm", "there is no file nowhere.wasm")]
    [InlineData("verify", "no compiled module was given")]
    [InlineData("verify a.lwm", "no module was given to compare with")]
    [InlineData("cache", "nothing was asked for")]
    [InlineData("cache everything", "unknown action 'everything'")]
    [InlineData("cache ls --size 3", "--size is for prune")]
    [InlineData("frobnicate x", "there is no command 'wasm frobnicate'")]
    public void Wrong_calls_are_told_in_a_line(string line, string expected)
    {
        CommandResult result = Lode(line.Split(' '));
        result.ExitCode.ShouldBeOneOf(1, 2);
        result.Errors.ShouldContain(expected);
        result.Errors.TrimEnd().Split('\n').Length.ShouldBeLessThan(4);
    }

    [Fact]
    public void A_file_that_is_no_module_is_named()
    {
        string text = _folder.File("text.wasm");
        File.WriteAllText(text, "(module)");
        foreach (string command in (string[])["compile", "inspect", "run"])
        {
            CommandResult result = Lode(command, text);
            result.ExitCode.ShouldBe(1);
            result.Errors.ShouldContain(text);
        }
    }

    [Fact]
    public void Kill_at_any_moment_of_compiling_leaves_a_cache_that_works()
    {
        string module = TestData.Require("wasm/modules/icepack.wasm");
        Random random = new(1);
        for (int i = 0; i < 50; i++)
        {
            using Process process = LodeCommand.Start(Input, "wasm", "compile", module);
            process.WaitForExit(random.Next(50, 400));
            process.Kill();
            process.WaitForExit();
        }
        Lode("compile", module).ShouldSucceed();
        using JsonDocument list = JsonDocument.Parse(Lode("cache", "ls", "--json").ShouldSucceed().Output);
        list.RootElement.GetProperty("modules").GetArrayLength().ShouldBe(1);
        Directory.GetFiles(CacheFolder, "*.lode-tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Eight_at_once_leave_one_file()
    {
        string module = TestData.Require("wasm/modules/icepack.wasm");
        Process[] processes = [.. Enumerable.Range(0, 8).Select(_ => LodeCommand.Start(Input, "wasm", "compile", module))];
        foreach (Process process in processes)
        {
            using (process)
                LodeCommand.Finish(process).ShouldSucceed();
        }
        Directory.GetFiles(CacheFolder, "*.lwm").Length.ShouldBe(1);
        Directory.GetFiles(CacheFolder, "*.lode-tmp").ShouldBeEmpty();
    }

    [Fact]
    public void A_cache_that_cannot_be_made_does_not_keep_a_program_from_running()
    {
        // A file in the folder's place: nothing can be written there.
        Directory.CreateDirectory(_folder.File("lode"));
        File.WriteAllText(CacheFolder, "");
        CommandResult result = Lode("run", GuestFiles.Probe, "--", "args").ShouldSucceed();
        result.Output.ShouldBe("probe.wasm\nargs\n");
        result.Errors.ShouldContain("compiled modules are not kept");
    }

    [Fact]
    public void A_full_disk_does_not_keep_a_program_from_running()
    {
        Directory.CreateDirectory(CacheFolder);
        string mount = $"mount -t tmpfs -o size=16k,mode=700 tmpfs '{CacheFolder}'";
        Assert.SkipUnless(Shell(mount, "true").ExitCode == 0, "this user may not mount a file system");
        CommandResult result = Shell(mount, LodeCommand.Host, "exec", LodeCommand.Dll, "wasm", "run", GuestFiles.Probe, "--", "args");
        (result.ExitCode, result.Output).ShouldBe((0, "probe.wasm\nargs\n"));
        result.Errors.ShouldContain("the disk is full");
    }

    /// <summary>Pages of code belong to all who run it: four processes together have it once, and none has changed one.</summary>
    [Fact]
    public void Processes_share_the_code()
    {
        Lode("compile", GuestFiles.Probe).ShouldSucceed();
        Process[] processes = [.. Enumerable.Range(0, 4).Select(_ => StartWaiting())];
        try
        {
            long once = 0, together = 0;
            foreach (Process process in processes)
            {
                // It answers, so it runs; then it waits for more.
                process.StandardInput.WriteLine("x");
                process.StandardInput.Flush();
                process.StandardOutput.ReadLine().ShouldBe("x");
                (long rss, long pss, long dirty) = CodePages(process.Id);
                dirty.ShouldBe(0);
                once = Math.Max(once, rss);
            }
            foreach (Process process in processes)
                together += CodePages(process.Id).Pss;
            once.ShouldBeGreaterThan(0);
            together.ShouldBeLessThanOrEqualTo(once + 16);
        }
        finally
        {
            foreach (Process process in processes)
            {
                process.StandardInput.Close();
                LodeCommand.WaitForExit(process);
                process.Dispose();
            }
        }
    }

    Process StartWaiting()
    {
        ProcessStartInfo start = new(LodeCommand.Host)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["XDG_CACHE_HOME"] = _folder.Path },
        };
        foreach (string argument in (string[])["exec", LodeCommand.Dll, "wasm", "run", GuestFiles.Probe, "--", "cat"])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Of the executable mapping of the compiled module, in KiB: resident, resident divided by those who share it, private and changed.</summary>
    static (long Rss, long Pss, long Dirty) CodePages(int process)
    {
        bool inside = false;
        long rss = 0, pss = 0, dirty = 0;
        foreach (string line in File.ReadLines($"/proc/{process}/smaps"))
        {
            if (line.Contains('-', StringComparison.Ordinal) && line.Split(' ')[0].Contains('-', StringComparison.Ordinal))
                inside = line.Contains(" r-xp ", StringComparison.Ordinal) && line.EndsWith(".lwm", StringComparison.Ordinal);
            else if (inside && line.StartsWith("Rss:", StringComparison.Ordinal))
                rss += Number(line);
            else if (inside && line.StartsWith("Pss:", StringComparison.Ordinal))
                pss += Number(line);
            else if (inside && line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
                dirty += Number(line);
        }
        return (rss, pss, dirty);
    }

    static long Number(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    CommandResult Shell(string mount, params string[] command)
    {
        ProcessStartInfo start = new("unshare")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["XDG_CACHE_HOME"] = _folder.Path },
        };
        foreach (string argument in (string[])["-rm", "sh", "-c", $"{mount} && exec \"$@\"", "sh", .. command])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return LodeCommand.Finish(process);
    }

    CommandResult Lode(params string[] arguments) => LodeCommand.Run(Input, ["wasm", .. arguments]);

    void Compile(params string[] options) => Lode(["compile", GuestFiles.Probe, "-o", Artifact, .. options]).ShouldSucceed();
}
