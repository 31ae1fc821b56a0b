namespace Lode.DemoModel.Text;

/// <summary>A small generator of choices (xoshiro256**, seeded through splitmix64) that also keeps account of their entropy.</summary>
/// <remarks>Own code, because <see cref="Random"/> promises no stable sequence between versions of .NET.</remarks>
sealed class Randomness
{
    ulong _a, _b, _c, _d;

    /// <summary>A stream of its own for each combination of seeds.</summary>
    public Randomness(params ReadOnlySpan<ulong> seeds)
    {
        ulong state = 0x4C6F6465;
        foreach (ulong seed in seeds)
            state = Mix(state ^ Mix(seed + 0x9E3779B97F4A7C15));
        _a = Mix(state += 0x9E3779B97F4A7C15);
        _b = Mix(state += 0x9E3779B97F4A7C15);
        _c = Mix(state += 0x9E3779B97F4A7C15);
        _d = Mix(state + 0x9E3779B97F4A7C15);
    }

    /// <summary>The sum of -ln(p) of all choices so far: what a perfect model of the text must still pay.</summary>
    public double Surprise { get; private set; }

    /// <summary>Makes choices that no model has to guess, as a question's; they stay out of the account.</summary>
    public T Unpaid<T>(Func<T> choices)
    {
        double before = Surprise;
        T result = choices();
        Surprise = before;
        return result;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = ulong.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1, all alike.</summary>
    public int Next(int count)
    {
        Surprise += Math.Log(count);
        return Draw(count);
    }

    /// <summary>True in <paramref name="percent"/> of 100 cases.</summary>
    public bool Chance(int percent)
    {
        bool chosen = Draw(100) < percent;
        Surprise -= Math.Log((chosen ? percent : 100 - percent) / 100.0);
        return chosen;
    }

    /// <summary>One of the items; the first ones are slightly likelier.</summary>
    /// <remarks>With equal weights a model's most likely word is decided by rounding residues; a favourite gives greedy decoding a firm choice.</remarks>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        int total = 0;
        for (int i = 0; i < items.Count; i++)
            total += Weight(i);
        int drawn = Draw(total);
        for (int i = 0; ; i++)
        {
            int weight = Weight(i);
            if (drawn < weight)
            {
                Surprise -= Math.Log((double)weight / total);
                return items[i];
            }
            drawn -= weight;
        }
    }

    /// <summary>A number in [0, 1) with 24 random bits, exact in single precision.</summary>
    public float NextUnit() => (NextBits() >> 40) * (1f / (1 << 24));

    static int Weight(int index) => 60 + 60 / (index + 1);

    int Draw(int count) => (int)((NextBits() >> 32) * (ulong)count >> 32);

    static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
