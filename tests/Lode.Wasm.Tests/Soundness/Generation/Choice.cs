namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Random numbers that depend on nothing but the seed (splitmix64), and what a generator asks of them.</summary>
sealed class Choice(ulong seed)
{
    ulong _state = seed;

    public ulong Bits()
    {
        ulong z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    /// <summary>A number from 0 to below a limit.</summary>
    public int Below(int limit) => (int)(Bits() % (ulong)limit);

    /// <summary>A number of a range, both ends included.</summary>
    public int From(int least, int most) => least + Below(most - least + 1);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A generator of its own for a part, so that leaving out another part changes nothing of this one.</summary>
    public static Choice Of(ulong seed, int part) => new(new Choice(seed ^ (ulong)part * 0x2545f4914f6cdd1d).Bits());
}
