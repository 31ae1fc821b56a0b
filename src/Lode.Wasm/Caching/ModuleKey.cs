namespace Lode.Wasm.Caching;

/// <summary>All that decides the content of a compiled module.</summary>
/// <param name="Module">The module's bytes.</param>
/// <param name="Build">The compiler.</param>
/// <param name="Options">What it was told, as bits.</param>
/// <param name="Features">The processor's features that the code needs, as bits.</param>
readonly record struct ModuleKey(ContentHash Module, Guid Build, uint Options, uint Features)
{
    /// <summary>The ending of the files of compiled modules.</summary>
    public const string Ending = ".lwm";

    /// <summary>The name of the file: all of it, with dashes between.</summary>
    public string FileName => $"{Module}-{Build:n}-{Options:x}-{Features:x}{Ending}";

    /// <summary>The module's hash in the name of a file.</summary>
    public static string HashIn(string fileName) => fileName[..Math.Max(0, fileName.IndexOf('-', StringComparison.Ordinal))];
}
