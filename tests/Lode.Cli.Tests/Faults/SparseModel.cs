using Lode.Formats;

namespace Lode.Cli.Tests.Faults;

/// <summary>Models of zeros that take no room on the disk, large enough to be interrupted.</summary>
static class SparseModel
{
    const int Columns = 4096;

    /// <summary>Writes F16 matrices of 32 MB each.</summary>
    public static void Write(string path, int matrices)
    {
        using FileStream stream = File.Create(path);
        using GgufWriter writer = new(stream, leaveOpen: true);
        writer.Add("general.architecture", "llama");
        writer.Add("llama.block_count", (uint)matrices);
        for (int i = 0; i < matrices; i++)
            writer.AddTensor($"blk.{i}.ffn_up.weight", GgmlType.F16, Columns, 4096);
        writer.WriteTensor([]); // the header
        stream.SetLength(writer.FileLength);
    }
}
