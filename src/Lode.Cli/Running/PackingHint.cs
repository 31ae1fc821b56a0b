using System.Globalization;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Panels;
using Lode.Memory;
using Lode.Weights;
using Lode.Weights.HuggingFace;

namespace Lode.Cli.Running;

/// <summary>What packing a plain model would gain, in a line, and what to type for it.</summary>
static class PackingHint
{
    /// <summary>Less is loaded and read in no time either way.</summary>
    const long LeastBytes = 16 << 20;

    const double LeastGain = 1.2;

    /// <summary>The line; null where there is nothing to say.</summary>
    /// <param name="model">The model that was run.</param>
    /// <param name="path">Its path as it was given.</param>
    /// <param name="leastBytes">Bytes of tensors from which on it is worth a word.</param>
    public static string? For(GgufModel model, string path, long leastBytes = LeastBytes)
    {
        if (PackedModel.IsPacked(model.Metadata) || !PanelLayout.HasWideVectors || InputStream.IsSequential(path) || HuggingFaceModel.Recognises(path))
            return null;
        double gain = Gain(model);
        if (gain < LeastGain || model.Tensors.Sum(tensor => tensor.ByteLength) < leastBytes)
            return null;
        string packed = $"{Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path))}-packed.gguf";
        return string.Create(CultureInfo.InvariantCulture,
            $"packed, this model would be about {gain:0.#} times as fast, and open at once: lode pack {Quoted(path)} -o {Quoted(packed)}\n");
    }

    /// <summary>How many times as fast the products of the model would be.</summary>
    internal static double Gain(GgufModel model)
    {
        double before = 0, after = 0;
        bool isTied = !model.TryGetTensor("output.weight", out _);
        foreach (GgufTensor tensor in model.Tensors)
        {
            ReadOnlySpan<long> shape = tensor.Dimensions;
            if (shape.Length < 2 || (tensor.Name == "token_embd.weight" && !isTied))
                continue; // a few rows of it are read
            double work = tensor.ElementCount;
            TensorFormat format = (TensorFormat)tensor.Type;
            bool fits = TensorFormats.IsSupported(format) && PanelLayout.IsSupported(format, shape[1]);
            before += work;
            after += fits ? work / Gain(tensor.Type) : work;
        }
        return after == 0 ? 1 : before / after;
    }

    /// <summary>
    /// Rates of products with 128 inputs, panels to rows, as <c>bench kernels</c> prints them for AVX2. With one input it is more in the
    /// cache and as much from memory.
    /// </summary>
    static double Gain(GgmlType type) => type switch
    {
        GgmlType.F32 => 1.4,
        GgmlType.F16 or GgmlType.BF16 => 1.5,
        GgmlType.Q4_0 or GgmlType.Q5_0 => 3.5,
        GgmlType.Q4_1 => 3.3,
        GgmlType.Q5_1 or GgmlType.Q5_K => 3.0,
        GgmlType.Q8_0 => 2.0,
        GgmlType.Q2_K => 2.3,
        GgmlType.Q3_K => 2.6,
        GgmlType.Q4_K => 3.1,
        GgmlType.Q6_K => 2.7,
        GgmlType.IQ4_NL or GgmlType.IQ4_XS => 2.1,
        _ => 1,
    };

    static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;
}
