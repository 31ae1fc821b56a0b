using Lode.Formats;

namespace Lode.Packing;

/// <summary>The names of the files that a packed model is unpacked to.</summary>
static class UnpackedNames
{
    const string Ending = ".gguf";

    /// <summary>One name as it is; for parts, all of them.</summary>
    /// <param name="output">The name that was given.</param>
    /// <param name="parts">How many files there will be.</param>
    public static string[] For(string output, int parts)
    {
        if (parts == 1)
            return [output];
        IReadOnlyList<string> given = GgufModel.FilesOf(output);
        if (given.Count == parts)
            return [.. given];
        string stem = output.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? output[..^Ending.Length] : output;
        return [.. GgufModel.FilesOf($"{stem}-00001-of-{parts:D5}{Ending}")];
    }
}
