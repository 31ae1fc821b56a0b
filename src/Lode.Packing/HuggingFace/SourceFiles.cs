using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>The files of a model, each opened once, for reading by position.</summary>
sealed class SourceFiles : IDisposable
{
    readonly Dictionary<string, SourceFile> _files = [];

    /// <summary>Opens a file, or gives the one that is open.</summary>
    public SourceFile Open(string path)
    {
        if (!_files.TryGetValue(path, out SourceFile? file))
            _files.Add(path, file = new SourceFile(path));
        return file;
    }

    public void Dispose()
    {
        foreach (SourceFile file in _files.Values)
            file.Dispose();
    }
}
