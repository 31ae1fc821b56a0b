namespace Lode.Wasi;

/// <summary>What a number in a guest's table stands for. What a kind cannot do, it answers by an error.</summary>
abstract class Descriptor(FileKind kind) : IDisposable
{
    public FileKind Kind { get; } = kind;

    /// <summary>What may be done with it.</summary>
    public Rights Rights { get; set; }

    /// <summary>What may be done with whatever is opened through it.</summary>
    public Rights Inheriting { get; set; }

    public DescriptorFlags Flags { get; protected set; }

    /// <summary>The name by which the guest finds a directory that it was given; null for everything else.</summary>
    public byte[]? GivenName { get; init; }

    public virtual Errno Read(Span<byte> buffer, out int count) => Fail(Errno.BadDescriptor, out count);

    public virtual Errno ReadAt(Span<byte> buffer, long offset, out int count) => Fail(Errno.IllegalSeek, out count);

    public virtual Errno Write(ReadOnlySpan<byte> bytes, out int count) => Fail(Errno.BadDescriptor, out count);

    public virtual Errno WriteAt(ReadOnlySpan<byte> bytes, long offset, out int count) => Fail(Errno.IllegalSeek, out count);

    public virtual Errno Seek(long offset, Whence whence, out long position) => Fail(Errno.IllegalSeek, out position);

    public virtual Errno GetStatus(out FileStatus status) => Fail(Errno.BadDescriptor, out status);

    public virtual Errno SetFlags(DescriptorFlags flags) => Errno.NotSupported;

    public virtual Errno SetLength(long length) => Errno.Invalid;

    public virtual Errno SetTimes(ReadOnlySpan<TimeSpecification> accessAndModification) => Errno.NotSupported;

    public virtual Errno Allocate(long offset, long length) => Errno.Invalid;

    public virtual Errno Advise(long offset, long length, int advice) => Errno.Success;

    public virtual Errno Synchronize(bool onlyData) => Errno.Success;

    /// <summary>The host's descriptor to wait on; null for what is always ready.</summary>
    public virtual int? Pollable => null;

    /// <summary>How many bytes may be read without waiting, as far as that is known.</summary>
    public virtual ulong Available => 0;

    protected static Errno Fail<T>(Errno error, out T value) where T : struct
    {
        value = default;
        return error;
    }

    public virtual void Dispose()
    {
    }
}
