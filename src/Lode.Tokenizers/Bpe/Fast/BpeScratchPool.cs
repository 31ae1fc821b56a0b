namespace Lode.Tokenizers;

/// <summary>Scratch memory for as many calls as run at the same time, at most one per processor kept.</summary>
/// <param name="cacheBytes">The most memory of each cache.</param>
/// <param name="withLongWords">Whether half of it is for long words.</param>
sealed class BpeScratchPool(int cacheBytes, bool withLongWords = false)
{
    readonly BpeScratch?[] _free = new BpeScratch?[Environment.ProcessorCount];

    /// <summary>Takes scratch memory; preferably what the same thread had last, whose cache is in this processor's.</summary>
    public BpeScratch Rent()
    {
        int preferred = Environment.CurrentManagedThreadId % _free.Length;
        for (int i = 0; i < _free.Length; i++)
        {
            ref BpeScratch? place = ref _free[(preferred + i) % _free.Length];
            if (place is not null && Interlocked.Exchange(ref place, null) is { } scratch)
                return scratch;
        }
        return new BpeScratch(cacheBytes, withLongWords);
    }

    /// <summary>Gives it back.</summary>
    public void Return(BpeScratch scratch)
    {
        int preferred = Environment.CurrentManagedThreadId % _free.Length;
        for (int i = 0; i < _free.Length; i++)
        {
            ref BpeScratch? place = ref _free[(preferred + i) % _free.Length];
            if (place is null && Interlocked.CompareExchange(ref place, scratch, null) is null)
                return;
        }
    }

    /// <summary>Forgets all cached words.</summary>
    public void Clear()
    {
        foreach (BpeScratch? scratch in _free)
            scratch?.Clear();
    }
}
