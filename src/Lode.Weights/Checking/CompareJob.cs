using Lode.Kernels.Checks;
using Lode.Kernels.Threading;
using Lode.Memory;

namespace Lode.Weights.Checking;

/// <summary>The work on two tensors: slices of the same elements in both.</summary>
sealed unsafe class CompareJob : TeamJob, IDisposable
{
    /// <summary>Elements of a slice: whole blocks of every type.</summary>
    const int SliceElements = 1 << 16;

    /// <summary>Slices between two looks at the cancellation.</summary>
    const int Window = 256;

    readonly PageMemory _scratch;
    readonly ErrorSums[] _sums = new ErrorSums[Window];
    readonly bool[] _differs = new bool[Window];
    ContainerTensor _first = null!;
    ContainerTensor _second = null!;
    byte* _a;
    byte* _b;
    long _start;
    bool _sameType;
    bool _decodes;

    public CompareJob(int workers) => _scratch = new PageMemory((long)workers * 2 * SliceElements * sizeof(float));

    public TensorComparison Compare(
        ContainerTensor first, ContainerTensor second, ThreadTeam team, Action<double> progress, CancellationToken cancellation)
    {
        _first = first;
        _second = second;
        _sameType = first.Type == second.Type;
        _decodes = first.Type.CanDecode && second.Type.CanDecode;
        bool sameShape = first.HasShapeOf(second);
        string? obstacle = !sameShape ? "the shapes differ"
            : _decodes ? null
            : $"values of {(first.Type.CanDecode ? second.Type.Name : first.Type.Name)} are not known";
        if (!sameShape || !(_sameType || _decodes))
            return new TensorComparison { First = first, Second = second, Obstacle = obstacle };

        using MappedView a = first.View(), b = second.View();
        _a = a.Pointer(0, a.Length);
        _b = b.Pointer(0, b.Length);
        ErrorSums sums = default;
        bool differs = !_sameType;
        long slices = (first.ElementCount + SliceElements - 1) / SliceElements;
        for (_start = 0; _start < slices; _start += Window)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(Window, slices - _start);
            team.Run(this, count);
            for (int i = 0; i < count; i++)
            {
                sums.Add(_sums[i]);
                differs |= _differs[i];
            }
            progress((double)(_start + count) / slices);
        }
        return new TensorComparison
        {
            First = first,
            Second = second,
            IsIdentical = !differs,
            IsCompared = _decodes || !differs,
            Obstacle = differs ? obstacle : null,
            // Equal bytes differ by nothing, even where they are NaN.
            SquaredDifferences = differs ? sums.SquaredDifferences : 0,
            Squares = sums.Squares,
            LargestError = !differs ? 0 : _decodes ? sums.LargestDifference : double.NaN,
        };
    }

    public override void Run(int chunk, int worker)
    {
        long element = (_start + chunk) * SliceElements;
        int count = (int)Math.Min(SliceElements, _first.ElementCount - element);
        byte* a = At(_a, _first, element), b = At(_b, _second, element);
        int bytes = count / _first.Type.BlockElements * _first.Type.BlockBytes;
        bool equal = _sameType && new ReadOnlySpan<byte>(a, bytes).SequenceEqual(new ReadOnlySpan<byte>(b, bytes));
        ErrorSums sums = default;
        if (_decodes)
        {
            float* values = (float*)_scratch.Address + (long)worker * 2 * SliceElements, others = values + SliceElements;
            _first.Type.Decode(a, values, count);
            if (!equal)
                _second.Type.Decode(b, others, count);
            sums.Add(values, equal ? values : others, count);
        }
        _sums[chunk] = sums;
        _differs[chunk] = !equal;
    }

    public void Dispose() => _scratch.Dispose();

    static byte* At(byte* data, ContainerTensor tensor, long element) =>
        data + element / tensor.Type.BlockElements * tensor.Type.BlockBytes;
}
