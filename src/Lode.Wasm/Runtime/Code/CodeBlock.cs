namespace Lode.Wasm.Runtime;

/// <summary>Pages of machine code.</summary>
sealed unsafe class CodeBlock(byte* start, long length) : IDisposable
{
    bool _returned;

    ~CodeBlock() => Return();

    /// <summary>The first byte.</summary>
    public byte* Start { get; } = start;

    /// <summary>Bytes of code.</summary>
    public long Length { get; } = length;

    public void Dispose()
    {
        Return();
        GC.SuppressFinalize(this);
    }

    void Return()
    {
        if (_returned)
            return;
        _returned = true;
        CodeArena.Return(Start, Length);
    }
}
