using System.Numerics;
using System.Text;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Panels;
using Lode.Weights;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>The tensors of a packed file, made of those of a plain one: in panels, fused, and in the order in which a step reads them.</summary>
sealed class PackingPlan
{
    /// <summary>Sections begin at multiples of at most this: a large page.</summary>
    const long LargestAlignment = 2 << 20;

    /// <summary>A section is at least so many times as long as the gap before it.</summary>
    const int LeastLengthToGap = 32;

    readonly GgufModel _model;
    readonly SourceFiles _files;
    readonly HashSet<string> _fused = [];

    /// <param name="model">The source.</param>
    /// <param name="files">Its files.</param>
    /// <param name="fuses">Whether matrices with the same inputs become one.</param>
    public PackingPlan(GgufModel model, SourceFiles files, bool fuses)
    {
        _model = model;
        _files = files;
        List<TensorTask> tasks = [];
        foreach (GgufTensor tensor in model.Tensors)
        {
            if (fuses && FusedTensors.Of(tensor.Name, out string prefix) is FusedTensors group && TryFuse(prefix, group) is TensorTask fused)
                tasks.Add(fused);
        }
        Fused = tasks.Count;
        tasks.AddRange(model.Tensors.Where(tensor => !_fused.Contains(tensor.Name))
            .Select(tensor => new TensorTask(tensor.Name, tensor.Dimensions, TypeOf(tensor), SourceOf(tensor))));
        Tasks = [.. tasks.GroupBy(task => ExecutionOrder.SectionOf(task.Name)).OrderBy(section => section.Key)
            .SelectMany(section => InOrder([.. section]))];
    }

    /// <summary>The tensors in the order of the packed file.</summary>
    public IReadOnlyList<TensorTask> Tasks { get; }

    /// <summary>How many of them were several.</summary>
    public int Fused { get; }

    /// <summary>The type that a tensor has in the packed file.</summary>
    public static GgmlType TypeOf(GgufTensor tensor)
    {
        ReadOnlySpan<long> shape = tensor.Dimensions;
        TensorFormat format = (TensorFormat)tensor.Type;
        return shape.Length is 2 or 3 && TensorFormats.IsSupported(format) && PanelLayout.IsSupported(format, shape[1])
            && PanelLayout.PanelBytes(format, shape[0]) <= PanelSource.MaxPanelBytes
            ? GgmlTypes.ToPanels(tensor.Type)
            : tensor.Type;
    }

    /// <summary>What the place of a section is a multiple of: large sections begin with a large page, small ones cost little.</summary>
    public static int AlignmentOf(long length) =>
        (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((ulong)(length / LeastLengthToGap) + 1) / 2, 1, LargestAlignment);

    static TensorTask[] InOrder(TensorTask[] section)
    {
        // The sort is stable: those that are not known keep the order of the source.
        TensorTask[] order = [.. section.OrderBy(task => ExecutionOrder.PlaceOf(task.Name))];
        TensorTask first = order[0];
        order[0] = new TensorTask(first.Name, first.Dimensions, first.Target, first.Source) { Alignment = AlignmentOf(section.Sum(task => task.TargetBytes)) };
        return order;
    }

    /// <summary>Makes one tensor of a group when its first part is met; null where it is another part or the group does not fit.</summary>
    TensorTask? TryFuse(string prefix, FusedTensors group)
    {
        string name = prefix + group.Suffix;
        List<GgufTensor> parts = [];
        foreach (string part in group.Parts)
        {
            if (!_model.TryGetTensor(prefix + part, out GgufTensor? tensor) || _fused.Contains(tensor.Name))
                return null;
            parts.Add(tensor);
        }
        GgufTensor first = parts[0];
        GgmlType type = TypeOf(first);
        if (!GgmlTypes.IsPanels(type) || _model.TryGetTensor(name, out _) || Encoding.UTF8.GetByteCount(name) > GgufLimits.TensorNameBytes)
            return null;
        long rows = 0;
        foreach (GgufTensor part in parts)
        {
            bool isAlike = TypeOf(part) == type && part.Dimensions.Length == first.Dimensions.Length && part.Dimensions[0] == first.Dimensions[0]
                && (part.Dimensions.Length < 3 || part.Dimensions[2] == first.Dimensions[2]);
            if (!isAlike)
                return null;
            rows += part.Dimensions[1];
        }
        if (rows > int.MaxValue)
            return null;
        long[] shape = first.Dimensions.ToArray();
        shape[1] = rows;
        foreach (GgufTensor part in parts)
            _fused.Add(part.Name);
        return new TensorTask(name, shape, type, new FusedSource([.. parts.Select(part =>
            (SourceOf(part), GgmlTypes.ByteLength(type, part.Dimensions[0] * part.Dimensions[1])))], type));
    }

    TensorSource SourceOf(GgufTensor tensor)
    {
        TensorSource source = new FileTensorSource(_files.Open(tensor.Path), tensor.Offset, tensor.Type);
        GgmlType type = TypeOf(tensor);
        return type == tensor.Type ? source : new PanelSource(source, type, tensor.Dimensions[0]);
    }
}
