namespace Lode.Wasm.Bench.Speed;

/// <summary>What is timed: a program that needs WASI and says itself where its work begins and ends, or a function of integers.</summary>
/// <param name="Title">Its name in tables.</param>
/// <param name="File">The module.</param>
/// <param name="Function">The function to call; null for a program.</param>
/// <param name="Argument">The function's argument.</param>
sealed record SpeedTask(string Title, string File, string? Function = null, int Argument = 0)
{
    /// <summary>What a program should write to its standard output or error, where that is known.</summary>
    public string? Expected(string stream)
    {
        string path = Path.ChangeExtension(File, $"{stream}.expected");
        return System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : null;
    }

    /// <summary>The programs that import nothing but WASI and the marks, and the kernels.</summary>
    /// <param name="data">The folder with <c>bench</c> and <c>kernels</c>.</param>
    public static IEnumerable<SpeedTask> All(string data)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(data, "bench"), "*.wasm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (NeedsOnlyWasi(file))
                yield return new(NameOf(file), file);
        }
        foreach (string name in (string[])["k", "ksimd"])
        {
            string file = Path.Combine(data, "kernels", $"{name}.wasm");
            foreach ((string function, int argument) in s_kernels)
                yield return new($"{name}/{function.TrimEnd('_')}", file, function, argument);
        }
    }

    static readonly (string, int)[] s_kernels =
    [
        ("bias_mask", 350), ("argmax", 500), ("trie_walk", 120), ("sieve", 15), ("qsort_", 2), ("matmul", 4), ("fnv", 60), ("fib", 35),
    ];

    static string NameOf(string file)
    {
        string stem = Path.GetFileNameWithoutExtension(file);
        return stem == "benchmark" ? Path.GetFileName(Path.GetDirectoryName(file))! : stem;
    }

    static bool NeedsOnlyWasi(string file)
    {
        try
        {
            return Module.FromFile(file).Imports.All(import => import.ModuleName is "bench" or "wasi_snapshot_preview1");
        }
        catch (WasmFormatException)
        {
            return false;
        }
    }
}
