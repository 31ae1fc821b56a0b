using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>What one call writes to while it encodes: word ends, a merger, and the words met lately.</summary>
/// <param name="cacheBytes">The most memory of the cache; 0 for none.</param>
/// <param name="withLongWords">Whether half of it is for long words.</param>
sealed unsafe class BpeScratch(int cacheBytes, bool withLongWords)
{
    readonly WordCache? _cache = cacheBytes > 0 ? new WordCache(withLongWords ? cacheBytes / 2 : cacheBytes) : null;
    readonly LongWordCache? _longCache = withLongWords && cacheBytes > 0 ? new LongWordCache(cacheBytes / 2) : null;
    readonly int[] _ends = new int[512];

    /// <summary>Room for the ends of words.</summary>
    public Span<int> Ends => _ends;

    /// <summary>Merges words.</summary>
    public WordMerger Merger { get; } = new();

    /// <inheritdoc cref="WordCache.Find"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(WordKey key, ulong hash, int* tokens) => _cache is null ? 0 : _cache.Find(key, hash, tokens);

    /// <inheritdoc cref="WordCache.Add"/>
    public void Add(WordKey key, ulong hash, int* tokens, int count) => _cache?.Add(key, hash, tokens, count);

    /// <inheritdoc cref="LongWordCache.Find"/>
    public int FindLong(byte* word, int length, ulong hash, int* tokens) =>
        _longCache is null ? 0 : _longCache.Find(word, length, hash, tokens);

    /// <inheritdoc cref="LongWordCache.Add"/>
    public void AddLong(byte* word, int length, ulong hash, int* tokens, int count) =>
        _longCache?.Add(word, length, hash, tokens, count);

    /// <summary>Forgets the words.</summary>
    public void Clear()
    {
        _cache?.Clear();
        _longCache?.Clear();
    }
}
