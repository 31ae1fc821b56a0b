using System.Numerics;

namespace Lode.Generation.Sampling;

/// <summary>Random numbers that are the same for a seed on every platform and runtime: xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64.</summary>
sealed class RandomSource
{
    const ulong SplitMixStep = 0x9E3779B97F4A7C15;

    ulong _a;
    ulong _b;
    ulong _c;
    ulong _d;

    internal RandomSource(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>The seed of one of several sequences: that of the first is the given one, others have numbers that SplitMix64 makes of it.</summary>
    internal static ulong SeedOf(ulong seed, int number)
    {
        if (number == 0)
            return seed;
        ulong state = seed + (ulong)(number - 1) * SplitMixStep;
        return SplitMix(ref state);
    }

    /// <summary>A number from 0 up to, but not, 1, in steps of 2^-53.</summary>
    internal double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    internal ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    static ulong SplitMix(ref ulong state)
    {
        ulong z = state += SplitMixStep;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
