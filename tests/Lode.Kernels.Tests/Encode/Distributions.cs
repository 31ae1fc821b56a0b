namespace Lode.Kernels.Tests.Encode;

/// <summary>Rows of the kinds that weights have, and of the kinds that break quantisers.</summary>
static class Distributions
{
    public static IEnumerable<(string Name, float[] Values)> All(int count, bool includeNotFinite = false)
    {
        Random random = new(count);
        yield return ("normal", Normal(count, 0.02));
        yield return ("uniform", Make(count, _ => random.NextDouble() - 0.5));
        yield return ("positive", Make(count, _ => random.NextDouble()));
        yield return ("negative", Make(count, _ => -random.NextDouble()));
        yield return ("far from zero", Make(count, _ => 1 + 0.01 * Gauss(random)));
        yield return ("heavy tails", Make(count, _ => 0.02 * Gauss(random) / (0.05 + random.NextDouble())));
        yield return ("laplace", Make(count, _ => 0.02 * Math.Log(1 - random.NextDouble()) * (random.Next(2) * 2 - 1)));
        yield return ("outliers", Make(count, i => 0.02 * Gauss(random) * (random.Next(100) == 0 ? 50 : 1)));
        yield return ("blocks of different sizes", Make(count, i => Gauss(random) * Math.Pow(10, i / 32 % 7 - 5)));
        yield return ("zero", new float[count]);
        yield return ("negative zero", Make(count, i => i % 3 == 0 ? -0.0 : 0.0));
        yield return ("constant", Make(count, _ => 0.3));
        yield return ("negative constant", Make(count, _ => -7.1));
        yield return ("two values", Make(count, _ => random.Next(2) == 0 ? -0.25 : 0.75));
        yield return ("ties of both signs", Make(count, _ => random.Next(-8, 9) / 8.0));
        yield return ("sparse", Make(count, _ => random.Next(20) == 0 ? Gauss(random) : 0));
        yield return ("one value", Make(count, i => i % 300 == 7 ? -2 : 0));
        yield return ("steps", Make(count, i => i % 16));
        yield return ("tiny", Make(count, _ => 1e-7 * Gauss(random)));
        yield return ("tinier than binary16", Make(count, _ => 1e-20 * Gauss(random)));
        yield return ("denormal", Make(count, _ => 1e-40 * Gauss(random)));
        yield return ("smallest", Make(count, _ => random.Next(-2, 3) * 1.4e-45));
        yield return ("large", Make(count, _ => 1e4 * Gauss(random)));
        yield return ("larger than binary16", Make(count, _ => 1e8 * Gauss(random)));
        yield return ("huge", Make(count, _ => 3.4e38 * (random.NextDouble() * 2 - 1)));
        if (!includeNotFinite)
            yield break;
        yield return ("with infinities", Make(count, i => i % 97 == 96 ? double.NegativeInfinity : Gauss(random)));
        yield return ("with NaN", Make(count, i => i % 397 == 396 ? double.NaN : Gauss(random)));
        yield return ("random bits", [.. Enumerable.Range(0, count).Select(_ => BitConverter.Int32BitsToSingle((int)random.NextInt64()))]);
    }

    public static float[] Normal(int count, double deviation)
    {
        Random random = new(count + 1);
        return Make(count, _ => deviation * Gauss(random));
    }

    static float[] Make(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(i => (float)value(i))];

    static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
