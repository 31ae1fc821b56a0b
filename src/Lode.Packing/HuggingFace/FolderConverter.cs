using System.Runtime.InteropServices;
using Lode.Formats;
using Lode.Weights.HuggingFace;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>Writes a Hugging Face model as GGUF, tensor after tensor through the pipeline.</summary>
static class FolderConverter
{
    const int Alignment = 32;
    const uint QuantizationVersion = 2; // GGML_QNT_VERSION, the version of ggml's block layouts

    public static ConversionResult Convert(
        HuggingFaceModel folder, string output, ConversionOptions options, CancellationToken cancellation)
    {
        using SourceFiles files = new();
        List<TensorTask> tasks = Plan(folder, files, options.Quantization);
        QuantizationResult written = TensorFileWriter.Write(output, Alignment, writer =>
        {
            folder.AddMetadata(writer);
            writer.Add("general.file_type", FileType(tasks, options.Quantization));
            if (tasks.Any(task => GgmlTypes.IsQuantized(task.Target)))
                writer.Add("general.quantization_version", QuantizationVersion);
        }, tasks, options.Pipeline, cancellation);
        return new ConversionResult(folder.Architecture, written, folder.Notes);
    }

    static List<TensorTask> Plan(HuggingFaceModel folder, SourceFiles files, QuantizationOptions? options)
    {
        TensorDescription[] descriptions =
            [.. folder.Tensors.Select(tensor => new TensorDescription(tensor.Name, tensor.ExactType, tensor.Dimensions))];
        TensorTypeChoice[] choices = options is null
            ? [.. descriptions.Select(tensor => new TensorTypeChoice(tensor.Type, null))]
            : TensorTypeChooser.Choose(Traits(folder), descriptions, options);
        List<TensorTask> tasks = [];
        foreach ((PlannedTensor tensor, TensorTypeChoice choice) in folder.Tensors.Zip(choices))
        {
            tasks.Add(new TensorTask(tensor.Name, [.. tensor.Dimensions], choice.Type, Source(tensor, files))
            {
                Wanted = choice.Wanted,
                Transform = tensor.ChangesValues ? (_, values) => tensor.Apply(values) : null,
            });
        }
        if (folder.RopeFactors is { } factors)
        {
            float[] values = [.. factors];
            byte[] bytes = MemoryMarshal.AsBytes<float>(values).ToArray();
            tasks.Insert(1, new TensorTask(HuggingFaceModel.RopeFactorsName, [values.Length], GgmlType.F32,
                new MemoryTensorSource(folder.ConfigPath, GgmlType.F32, bytes)));
        }
        return tasks;
    }

    static ModelTraits Traits(HuggingFaceModel folder) =>
        new(folder.Architecture, folder.LayerCount, Heads: folder.Heads.Queries, KeyValueHeads: folder.Heads.KeyValues);

    static TensorSource Source(PlannedTensor tensor, SourceFiles files)
    {
        SourceFile file = files.Open(tensor.Source.Path);
        if ((tensor.Change & TensorChange.RotaryRows) == 0)
            return new FileTensorSource(file, tensor.Source.Offset, tensor.Type);
        return tensor.IsVector ? RotaryRowsSource.OfVector(file, tensor) : new RotaryRowsSource(file, tensor);
    }

    /// <summary>The number of the type; where the source's types were kept, of the one that most elements have.</summary>
    static uint FileType(List<TensorTask> tasks, QuantizationOptions? options)
    {
        if (options is not null)
            return options.FileType.Id;
        GgmlType most = tasks.GroupBy(task => task.Target).MaxBy(group => group.Sum(task => task.ElementCount))!.Key;
        return ModelFileType.All.First(one => one.Base == most).Id;
    }
}
