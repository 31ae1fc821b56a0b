namespace Lode.Wasm;

/// <summary>The host was about to touch bytes of a linear memory that are not there, or that it must not touch.</summary>
public sealed class MemoryRangeException : Exception
{
    internal MemoryRangeException(string message, uint address, long length, long size)
        : base(message)
    {
        Address = address;
        Length = length;
        Size = size;
    }

    /// <summary>The first address.</summary>
    public uint Address { get; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>Bytes that the memory has.</summary>
    public long Size { get; }

    internal static MemoryRangeException OutOfBounds(uint address, long length, long size) =>
        new($"out of bounds memory access: {length} bytes at address {address}, and the memory has {size} bytes", address, length, size);
}
