namespace Lode.Memory;

/// <summary>The bytes of a file in private memory: read, streamed or made, where they are not mapped.</summary>
sealed unsafe class PrivateFileMapping : FileMapping
{
    readonly PageMemory _memory;

    public PrivateFileMapping(PageMemory memory, long length)
    {
        _memory = memory;
        Length = length;
        SetHandle((nint)memory.Address);
    }

    /// <summary>Does nothing: there is no file behind the memory.</summary>
    public override void Advise(long offset, long length, AccessAdvice advice)
    {
    }

    public override void Populate(long offset, long length) => Touch(offset, length);

    public override long ResidentBytes(long offset, long length) => length;

    protected override bool ReleaseHandle()
    {
        _memory.Dispose();
        return true;
    }
}
