using System.Buffers;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>A GGUF file that comes byte after byte, as out of a pipe or a decompressor: its header first, then tensor after tensor.</summary>
/// <remarks>
/// Bytes are read straight into the place where they stay; what lies between tensors is dropped. So the peak is the weights, the header
/// and 64 KiB. Not thread-safe.
/// </remarks>
public sealed unsafe class StreamedGguf
{
    const int Chunk = 16 << 20;
    const int SkipChunk = 64 << 10;
    const int PlaceAlignment = 64;
    const int HugePage = 2 << 20;
    readonly Stream _stream;
    readonly GgufHeaderSource _source;
    long _position; // in the file, of what was placed or dropped
    long _done; // bytes of whole tensors
    bool _fits; // in this machine
    bool _read;
    IProgress<long>? _progress;
    CancellationToken _cancellation;

    StreamedGguf(Stream stream, GgufHeaderSource source, GgufFile file)
    {
        _stream = stream;
        _source = source;
        File = file;
    }

    /// <summary>The header. Its tensors are placed by <see cref="ReadTensors"/>. It is the caller's to dispose.</summary>
    public GgufFile File { get; }

    /// <summary>The bytes of all tensors.</summary>
    public long TensorBytes { get; private init; }

    /// <summary>Reads a header, and nothing that is not needed for it.</summary>
    /// <param name="path">What errors call the stream.</param>
    /// <param name="stream">Where the file comes from; it stays the caller's, and is not read beyond the last tensor by more than 64 KiB.</param>
    /// <exception cref="ModelFormatException">
    /// The stream is not a GGUF file, is damaged, ends early, or holds something that is not supported.
    /// </exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public static StreamedGguf Open(string path, Stream stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(stream);
        GgufHeaderSource source = new(stream);
        GgufFile file = GgufFile.Open(MappedFile.FromMemory(path, source.Memory, source.Memory.Length), source, length: null);
        UInt128 bytes = 0;
        foreach (GgufTensor tensor in file.Tensors)
            bytes += (ulong)tensor.ByteLength;
        if (bytes <= GgufLimits.StreamedBytes)
            return new StreamedGguf(stream, source, file) { TensorBytes = (long)bytes };
        file.Dispose();
        throw new ModelFormatException(path, "tensor directory", $"at most {GgufLimits.StreamedBytes} bytes of tensors in a stream", $"{bytes}",
            GgufAdvice.Damaged);
    }

    /// <summary>Reads all tensors, in the order in which they lie in the file. May be called once.</summary>
    /// <param name="destination">Is offered every tensor when it has come; null for nobody.</param>
    /// <param name="progress">Told the bytes of tensors that have come, after every chunk of at most 16 MiB.</param>
    /// <param name="cancellationToken">Looked at before every chunk.</param>
    /// <exception cref="ModelFormatException">The stream ends early.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="InsufficientMemoryException">There is not enough memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void ReadTensors(ITensorDestination? destination = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_read)
            throw new InvalidOperationException("a stream can be read once");
        _read = true;
        GgufTensor[] order = [.. File.Tensors];
        Array.Sort(order, static (a, b) => a.Offset.CompareTo(b.Offset));
        _progress = progress;
        _cancellation = cancellationToken;
        if (destination is null)
            ReadTogether(order);
        else
            ReadOneByOne(order, destination);
    }

    /// <summary>Reads into one piece of memory, without what lies between: large pages then serve small tensors as well.</summary>
    void ReadTogether(GgufTensor[] order)
    {
        long length = order.Sum(tensor => Aligned(tensor.ByteLength));
        if (length == 0)
            return;
        PageMemory memory = NewMemory(length);
        MappedFile data = MappedFile.FromMemory(File.File.Path, memory, length);
        File.Keep(data);
        long at = 0;
        foreach (GgufTensor tensor in order)
        {
            Read(tensor, memory.Address + at, needed: length);
            tensor.PlaceIn(data, at);
            at += Aligned(tensor.ByteLength);
        }
    }

    void ReadOneByOne(GgufTensor[] order, ITensorDestination destination)
    {
        foreach (GgufTensor tensor in order)
        {
            PageMemory memory = NewMemory(tensor.ByteLength);
            bool taken = false;
            try
            {
                Read(tensor, memory.Address, needed: tensor.ByteLength);
                taken = destination.Take(tensor, memory);
                if (taken)
                    continue;
                MappedFile data = MappedFile.FromMemory(File.File.Path, memory, tensor.ByteLength);
                taken = true; // by the file
                File.Keep(data);
                tensor.PlaceIn(data, 0);
            }
            finally
            {
                if (!taken)
                    memory.Dispose();
            }
        }
    }

    void Read(GgufTensor tensor, byte* place, long needed)
    {
        SkipTo(tensor);
        long done = Math.Clamp(_source.Filled - _position, 0, tensor.ByteLength); // came with the header
        Buffer.MemoryCopy(_source.Start + _position, place, done, done);
        while (done < tensor.ByteLength)
        {
            _cancellation.ThrowIfCancellationRequested();
            int count = _stream.Read(new Span<byte>(place + done, (int)Math.Min(Chunk, tensor.ByteLength - done)));
            if (count == 0)
                throw Ends(tensor, _position + done, done);
            done += count;
            if (!_fits && _done + done >= Math.Min(Chunk, TensorBytes))
            {
                // Only now: a damaged header that claims a terabyte is told by the end of the stream, not by this machine's size.
                PageMemory.RequirePhysical(needed, File.File.Path);
                _fits = true;
            }
            if (done < tensor.ByteLength)
                _progress?.Report(_done + done);
        }
        _position += done;
        _done += done;
        _progress?.Report(_done);
    }

    /// <summary>Drops what lies between the tensors.</summary>
    void SkipTo(GgufTensor tensor)
    {
        _position = Math.Max(_position, Math.Min(_source.Filled, tensor.Offset));
        if (_position == tensor.Offset)
            return;
        byte[] dropped = ArrayPool<byte>.Shared.Rent(SkipChunk);
        try
        {
            while (_position < tensor.Offset)
            {
                _cancellation.ThrowIfCancellationRequested();
                int count = _stream.Read(dropped.AsSpan(0, (int)Math.Min(dropped.Length, tensor.Offset - _position)));
                if (count == 0)
                    throw Ends(tensor, _position, found: 0);
                _position += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(dropped);
        }
    }

    ModelFormatException Ends(GgufTensor tensor, long end, long found) => new(File.File.Path, ModelFormatException.Tensor(tensor.Name),
        $"{tensor.ByteLength} bytes from byte {tensor.Offset}", $"{found} of them, as the stream ended at byte {end}",
        "its source stopped early or the file that it comes from is incomplete; look for what the source said, or get the file again", tensor.Offset);

    static PageMemory NewMemory(long length)
    {
        PageMemory memory = new(length);
        if (length >= HugePage)
            memory.AdviseHugePages();
        return memory;
    }

    static long Aligned(long bytes) => (bytes + PlaceAlignment - 1) & -PlaceAlignment;
}
