namespace Lode.Memory;

/// <summary>A lease on a range of a <see cref="MappedFile"/>: the range stays mapped until <see cref="Dispose"/>.</summary>
/// <remarks>
/// Spans and pointers that were handed out must not be used after <see cref="Dispose"/>; asking for new ones then throws. A view that is
/// never disposed keeps the file mapped for the life of the process: an address that may still be in use is never taken away.
/// </remarks>
public sealed unsafe class MappedView : IDisposable
{
    readonly byte* _start;
    FileMapping? _mapping;

    /// <param name="mapping">The mapping, with one reference that this view releases.</param>
    /// <param name="offset">First byte in the file.</param>
    /// <param name="length">Bytes.</param>
    internal MappedView(FileMapping mapping, long offset, long length)
    {
        _mapping = mapping;
        _start = mapping.Address + offset;
        Offset = offset;
        Length = length;
    }

    /// <summary>Where the view starts in the file, in bytes.</summary>
    public long Offset { get; }

    /// <summary>The length of the view in bytes.</summary>
    public long Length { get; }

    /// <summary>Bytes of the view.</summary>
    /// <param name="offset">First byte, from the start of the view.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the view.</exception>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public ReadOnlySpan<byte> Span(long offset, int length) => new(Pointer(offset, length), length);

    /// <summary>The address of bytes of the view, valid until <see cref="Dispose"/>; the range is checked here and nowhere else.</summary>
    /// <param name="offset">First byte, from the start of the view.</param>
    /// <param name="length">How many bytes will be read from there.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the view.</exception>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public byte* Pointer(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(_mapping is null, this);
        if ((ulong)offset > (ulong)Length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"the view has {Length} bytes");
        if ((ulong)length > (ulong)(Length - offset))
            throw new ArgumentOutOfRangeException(nameof(length), length, $"the view has {Length - offset} bytes from {offset}");
        return _start + offset;
    }

    /// <summary>Ends the lease. Doing so again does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref _mapping, null)?.DangerousRelease();
}
