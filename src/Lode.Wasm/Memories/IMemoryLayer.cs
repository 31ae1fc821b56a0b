namespace Lode.Wasm;

/// <summary>Pages of a file that nobody changes any more, which memories map and copy when they write to them.</summary>
unsafe interface IMemoryLayer
{
    /// <summary>Shows pages in a range, to be read and written.</summary>
    /// <param name="address">Where.</param>
    /// <param name="bytes">How much, whole pages.</param>
    /// <param name="offset">Where they begin in the layer.</param>
    bool TryMap(byte* address, long bytes, long offset);

    /// <summary>Keeps the layer for one more run of a memory, which may map it again.</summary>
    void AddUser();

    /// <summary>Ends one use.</summary>
    void Release();
}
