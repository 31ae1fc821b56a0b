using System.Globalization;

namespace Lode.Memory.Tests;

/// <summary>What Linux says about this process's memory.</summary>
static class ProcessMemory
{
    /// <summary>Private memory that no file backs, in bytes.</summary>
    public static long Anonymous => Status("RssAnon");

    /// <summary>Mapped pages of files that are in memory, in bytes.</summary>
    public static long File => Status("RssFile");

    public static bool IsMapped(string path) => System.IO.File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal);

    /// <summary>
    /// The flags of a file's mapping: <c>sr</c> sequential, <c>rr</c> random, <c>ms</c> may be shared, <c>wr</c> writable, and so on.
    /// </summary>
    public static string[] Flags(string path) => System.IO.File.ReadLines("/proc/self/smaps")
        .SkipWhile(line => !line.EndsWith(path, StringComparison.Ordinal))
        .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];

    static long Status(string name)
    {
        string line = System.IO.File.ReadLines("/proc/self/status").Single(l => l.StartsWith($"{name}:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
