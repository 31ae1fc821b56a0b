namespace Lode.Memory.Tests;

/// <summary>A folder of its own for the files of a test.</summary>
sealed class MappingFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lode-mapping-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file whose byte at every place follows from the place.</summary>
    public string Patterned(string name, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = Pattern(i);
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    /// <summary>A file that is one hole: it takes no disk and is in no memory.</summary>
    public string Sparse(string name, long length)
    {
        using FileStream stream = System.IO.File.Create(File(name));
        stream.SetLength(length);
        return File(name);
    }

    public static byte Pattern(long offset) => (byte)(offset * 31 + (offset >> 8));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
