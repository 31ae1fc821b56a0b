using System.Security.Cryptography;
using Lode.Kernels.Threading;
using Lode.Memory;

namespace Lode.Weights.Checking;

/// <summary>The work on one window of a file: its hash as chunk 0, and the slices of tensors that begin in it.</summary>
sealed unsafe class VerifyJob(MappedView view, IncrementalHash? hash, IReadOnlyList<ContainerTensor> tensors) : TeamJob
{
    readonly List<TensorSlice> _slices = [];
    NotFiniteCount[] _counts = [];
    long _start;
    long _end;

    public int Chunks => _slices.Count + 1;

    public void Begin(long start, long end)
    {
        (_start, _end) = (start, end);
        _slices.Clear();
    }

    public void Add(TensorSlice slice)
    {
        _slices.Add(slice);
        if (_counts.Length < _slices.Count)
            Array.Resize(ref _counts, Math.Max(64, 2 * _counts.Length));
    }

    public override void Run(int chunk, int worker)
    {
        if (chunk == 0)
        {
            hash?.AppendData(view.Span(_start, (int)(_end - _start)));
            return;
        }
        TensorSlice slice = _slices[chunk - 1];
        ContainerTensor tensor = tensors[slice.Tensor];
        ElementType type = tensor.Type;
        byte* data = view.Pointer(tensor.Offset + slice.Block * type.BlockBytes, (long)slice.Blocks * type.BlockBytes);
        NotFiniteCount found = default;
        for (nint at = 0; at < slice.Blocks; at++)
        {
            nint next = type.FirstNotFinite(data + at * type.BlockBytes, slice.Blocks - at);
            if (next < 0)
                break;
            at += next;
            found.Add(slice.Block + at);
        }
        _counts[chunk - 1] = found;
    }

    public void AddTo(NotFiniteCount[] all)
    {
        for (int i = 0; i < _slices.Count; i++)
            all[_slices[i].Tensor].Add(_counts[i]);
    }
}
