namespace Lode.Formats;

/// <summary>Finds what a path means: a file, an index, or the folder of a model.</summary>
static class SafetensorsPlace
{
    const string OneFile = "model.safetensors";

    /// <summary>The file or the index to open.</summary>
    /// <exception cref="FileNotFoundException">There is nothing, or a folder without a model.</exception>
    /// <exception cref="IOException">The folder has several models.</exception>
    public static string Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            return path;
        // The names and their order are those of the transformers library.
        foreach (string usual in (string[])[OneFile, OneFile + ".index.json"])
        {
            if (File.Exists(Path.Combine(path, usual)))
                return Path.Combine(path, usual);
        }
        string[] indices = Directory.GetFiles(path, "*" + SafetensorsIndex.Ending);
        string[] found = indices.Length > 0 ? indices : Directory.GetFiles(path, "*.safetensors");
        Array.Sort(found, StringComparer.Ordinal);
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FileNotFoundException(
                $"{path}: expected a folder with {OneFile} or {OneFile}.index.json, found neither; name the folder of a model", path),
            _ => throw new IOException($"{path}: expected one model, found {found.Length}: "
                + $"{string.Join(", ", found.Take(4).Select(Path.GetFileName))}{(found.Length > 4 ? ", ..." : "")}; name the file that is meant"),
        };
    }
}
