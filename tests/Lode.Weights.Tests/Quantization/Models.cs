using System.Runtime.InteropServices;
using Lode.Formats;

namespace Lode.Weights.Tests.Quantization;

/// <summary>Writes small models and reads tensors back.</summary>
static class Models
{
    /// <summary>Normal random numbers, the same for the same seed.</summary>
    public static float[] Normal(int seed, long count, float scale = 0.1f)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = scale * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    /// <summary>Stores values as F32, F16 or BF16.</summary>
    public static byte[] Store(GgmlType type, float[] values) => type switch
    {
        GgmlType.F32 => MemoryMarshal.AsBytes<float>(values).ToArray(),
        GgmlType.F16 => MemoryMarshal.AsBytes<Half>((Half[])[.. values.Select(value => (Half)value)]).ToArray(),
        GgmlType.BF16 => MemoryMarshal.AsBytes<ushort>((ushort[])[.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]).ToArray(),
        _ => throw new NotSupportedException(),
    };

    /// <summary>Writes a llama-like file.</summary>
    public static void Write(string path, IEnumerable<(string Name, GgmlType Type, long[] Shape, byte[] Bytes)> tensors, Action<GgufWriter>? more = null, int alignment = 32)
    {
        using FileStream stream = File.Create(path);
        using GgufWriter writer = new(stream, alignment);
        writer.Add("general.architecture", "llama");
        writer.Add("llama.block_count", 1u);
        more?.Invoke(writer);
        var all = tensors.ToArray();
        foreach ((string name, GgmlType type, long[] shape, _) in all)
            writer.AddTensor(name, type, shape);
        foreach ((_, _, _, byte[] bytes) in all)
            writer.WriteTensor(bytes);
        writer.Complete();
    }

    /// <summary>Writes a file with one matrix of random values.</summary>
    public static float[] WriteMatrix(string path, GgmlType type, long columns, long rows, string name = "blk.0.ffn_up.weight")
    {
        float[] values = Normal(7, columns * rows);
        Write(path, [(name, type, [columns, rows], Store(type, values))]);
        return values;
    }

    /// <summary>The stored bytes of a tensor.</summary>
    public static byte[] Bytes(GgufModel model, string name)
    {
        model.TryGetTensor(name, out GgufTensor? tensor).ShouldBeTrue(name);
        using Lode.Memory.MappedView view = tensor!.View();
        return view.Span(0, (int)tensor.ByteLength).ToArray();
    }

    /// <summary>The types of all tensors by name.</summary>
    public static Dictionary<string, GgmlType> Types(string path)
    {
        using GgufModel model = GgufModel.Open(path);
        return model.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Type);
    }
}
