using System.Globalization;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Checks;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Weights.Quantization;

namespace Lode.Bench;

/// <summary>The table of docs/quantizing.md: what every file type makes of a model of the shape of Llama 2 7B with normal random weights.</summary>
static class TypeTable
{
    const int Columns = 4096;
    const int Rows = 256;

    public static int Print()
    {
        Dictionary<GgmlType, double> errors = ModelFileType.All.Select(type => type.Base).Distinct().Where(TensorTask.CanEncode).ToDictionary(type => type, RelativeError);
        ModelShape shape = ModelShape.Seven;
        TensorDescription[] tensors = [.. shape.Matrices().Select(matrix => new TensorDescription(matrix.Name, GgmlType.F16, matrix.Dimensions))];
        Console.WriteLine("| `--type` | bits per weight | 7B file | relative error |");
        Console.WriteLine("| --- | --: | --: | --: |");
        foreach (ModelFileType type in ModelFileType.All.Where(type => errors.ContainsKey(type.Base)))
        {
            TensorTypeChoice[] choices = TensorTypeChooser.Choose(new ModelTraits("llama", shape.Layers, 0, shape.Heads, shape.KeyValueHeads), tensors, new QuantizationOptions(type));
            double bytes = 0, squares = 0, all = 0;
            foreach ((TensorDescription tensor, TensorTypeChoice choice) in tensors.Zip(choices))
            {
                long elements = tensor.Dimensions[0] * tensor.Dimensions[1];
                bytes += GgmlTypes.ByteLength(choice.Type, elements);
                squares += elements * errors[choice.Type] * errors[choice.Type];
                all += elements;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {type.Name} | {bytes * 8 / all:F2} | {bytes / 1e9:F2} GB | {Math.Sqrt(squares / all):G3} |"));
        }
        return 0;
    }

    static double RelativeError(GgmlType type)
    {
        TensorFormat format = (TensorFormat)type;
        Random random = new(1);
        float[] values = new float[Columns * Rows], decoded = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = 0.02f * MadeUpModel.Normal(random);
        byte[] stored = new byte[TensorFormats.RowBytes(format, values.Length)];
        RowEncoder.Encode(format, values, stored);
        RowDecoder.Decode(format, stored, decoded);
        ErrorSums sums = default;
        sums.Add(values, decoded);
        return sums.RelativeRmsError;
    }
}
