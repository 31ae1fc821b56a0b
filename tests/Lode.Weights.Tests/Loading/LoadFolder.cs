using Lode.Formats;

namespace Lode.Weights.Tests;

/// <summary>A folder with models that are made up.</summary>
sealed class LoadFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lode-weights-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a model with tensors of random bytes.</summary>
    /// <param name="name">The file.</param>
    /// <param name="lengths">The bytes of each tensor; they are called t0, t1, ...</param>
    public string Write(string name, params long[] lengths) => Write(name, 0, 1, 0, lengths);

    /// <summary>Writes a model in two parts, named as parts are.</summary>
    /// <returns>The path of the second.</returns>
    public string WriteParts(params long[] lengths)
    {
        int half = lengths.Length / 2;
        Write("m-00001-of-00002.gguf", 0, 2, 0, lengths[..half]);
        return Write("m-00002-of-00002.gguf", 1, 2, half, lengths[half..]);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    string Write(string name, int part, int parts, int first, long[] lengths)
    {
        string path = File(name);
        using FileStream file = System.IO.File.Create(path);
        using GgufWriter writer = new(file);
        writer.Add("general.architecture", "made up");
        if (parts > 1)
        {
            writer.Add("split.no", (ushort)part);
            writer.Add("split.count", (ushort)parts);
        }
        for (int i = 0; i < lengths.Length; i++)
            writer.AddTensor($"t{first + i}", GgmlType.I8, lengths[i]);
        Random random = new(part + 1);
        foreach (long length in lengths)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            writer.WriteTensor(bytes);
        }
        writer.Complete();
        return path;
    }
}
