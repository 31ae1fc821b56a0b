using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

/// <summary>A small C program, compiled when a test first asks for it.</summary>
sealed class TestProgram
{
    static readonly string s_folder = Directory.CreateTempSubdirectory("lode-usage-").FullName;
    readonly Lazy<string> _path;

    static TestProgram() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(s_folder, recursive: true);

    public TestProgram(string name, string source, params string[] options) => _path = new(() =>
    {
        string path = Path.Combine(s_folder, name);
        File.WriteAllText(path + ".c", source);
        RunResult compiled = CommandRunner.Run(
            CommandLine.FromStrings(["cc", "-O1", "-w", "-o", path, path + ".c", .. options]), new RunSettings { SamplesPerSecond = 0 });
        compiled.ExitCode.ShouldBe(0, $"{name}.c does not compile");
        return path;
    });

    /// <summary>A new path for a file that a command writes; all are deleted when the tests end.</summary>
    public static string NewFile() => Path.Combine(s_folder, Path.GetRandomFileName());

    /// <summary>The program's path; skips the running test where there is no Linux or no compiler.</summary>
    public string Require()
    {
        RequireLinux();
        Assert.SkipUnless(HasCompiler, "needs a C compiler: there is no cc in PATH");
        return _path.Value;
    }

    public static void RequireLinux() => Assert.SkipUnless(SpawnSupport.IsSupported(out string reason), reason);

    static bool HasCompiler => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "cc")));
}
