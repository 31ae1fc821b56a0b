using System.Security.Cryptography;
using Lode.Kernels.Threading;
using Lode.Memory;

namespace Lode.Weights.Checking;

/// <summary>One reading of all files, window by window: one thread takes the hash of it while the others check the values.</summary>
sealed class VerifyPass
{
    const long WindowBytes = 32 << 20;
    const int SliceBytes = 1 << 20;
    readonly IReadOnlyList<ContainerTensor> _tensors;
    readonly IReadOnlyList<MappedFile> _files;
    readonly CheckOptions _options;
    readonly CancellationToken _cancellation;
    readonly NotFiniteCount[] _counts;
    readonly long _total;
    long _done;

    public VerifyPass(
        IReadOnlyList<ContainerTensor> tensors, IReadOnlyList<MappedFile> files, CheckOptions options, CancellationToken cancellation)
    {
        _tensors = tensors;
        _files = files;
        _options = options;
        _cancellation = cancellation;
        _counts = new NotFiniteCount[tensors.Count];
        _total = files.Sum(file => file.Length);
    }

    public IReadOnlyList<VerifiedFile> Run()
    {
        using ThreadTeam team = new(_options.Threads);
        ILookup<string, int> byFile = Enumerable.Range(0, _tensors.Count).ToLookup(index => _tensors[index].Path);
        List<VerifiedFile> files = [];
        foreach (MappedFile file in _files)
        {
            int[] order = [.. byFile[file.Path].OrderBy(index => _tensors[index].Offset)];
            files.Add(new VerifiedFile(file.Path, file.Length, Read(file, order, team)));
        }
        return files;
    }

    /// <summary>A fault for every tensor with something that is not finite.</summary>
    public IReadOnlyList<ModelFault> Faults() =>
        [.. _tensors.Zip(_counts).Where(pair => pair.Second.Count > 0).Select(pair => pair.Second.Describe(pair.First))];

    /// <returns>The SHA-256, or null where it is not wanted.</returns>
    string? Read(MappedFile file, int[] order, ThreadTeam team)
    {
        using MappedView view = file.View(0, file.Length);
        using IncrementalHash? hash = _options.Hash ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        VerifyJob job = new(view, hash, _tensors);
        using IEnumerator<TensorSlice> slices = Slices(order).GetEnumerator();
        bool more = slices.MoveNext();
        for (long start = 0; start < file.Length || more;)
        {
            _cancellation.ThrowIfCancellationRequested();
            // What begins in this window belongs to it; the hash takes the window as it is.
            long end = Math.Min(file.Length, start + WindowBytes);
            job.Begin(start, end);
            for (; more && (Offset(slices.Current) < end || end == file.Length); more = slices.MoveNext())
                job.Add(slices.Current);
            team.Run(job, job.Chunks);
            job.AddTo(_counts);
            _done += end - start;
            start = end;
            _options.Progress?.Invoke(_done, _total);
        }
        return hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    long Offset(TensorSlice slice) => _tensors[slice.Tensor].Offset + slice.Block * _tensors[slice.Tensor].Type.BlockBytes;

    IEnumerable<TensorSlice> Slices(int[] order)
    {
        foreach (int index in order)
        {
            ContainerTensor tensor = _tensors[index];
            long blocks = tensor.ByteLength / tensor.Type.BlockBytes;
            int step = Math.Max(1, SliceBytes / tensor.Type.BlockBytes);
            for (long block = 0; block < blocks; block += step)
                yield return new TensorSlice(index, block, (int)Math.Min(step, blocks - block));
        }
    }
}
