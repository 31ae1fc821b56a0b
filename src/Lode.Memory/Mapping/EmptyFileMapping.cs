namespace Lode.Memory;

/// <summary>The mapping of a file without bytes, which no platform maps: nothing at no address.</summary>
sealed class EmptyFileMapping : FileMapping
{
    public EmptyFileMapping() => SetHandle(0);

    public override void Advise(long offset, long length, AccessAdvice advice)
    {
    }

    public override void Populate(long offset, long length)
    {
    }

    public override long ResidentBytes(long offset, long length) => 0;

    protected override bool ReleaseHandle() => true;
}
