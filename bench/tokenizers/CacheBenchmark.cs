using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>Speed and memory against <see cref="TokenizerOptions.CacheBytes"/>: a process for each size, in turns.</summary>
static class CacheBenchmark
{
    static readonly int[] s_sizes = [0, 64 << 10, 256 << 10, 1 << 20, 4 << 20];

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench/tokenizers -- cache TOKENIZER TEXT");
            return 2;
        }
        const int Rounds = 7;
        double[][][] all = new double[Rounds][][];
        for (int round = 0; round < Rounds; round++)
        {
            all[round] = new double[s_sizes.Length][];
            for (int i = 0; i < s_sizes.Length; i++)
                all[round][i] = LoadBenchmark.Start(arguments[0], s_sizes[i].ToString(CultureInfo.InvariantCulture), arguments[1]);
        }
        Console.WriteLine("| cache | first pass, MB per CPU-second | warm | anonymous memory |");
        Console.WriteLine("| --: | --: | --: | --: |");
        for (int i = 0; i < s_sizes.Length; i++)
        {
            double Median(int column) => all.Select(round => round[i][column]).Order().ElementAt(Rounds / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {s_sizes[i] >> 10} KiB | {Median(3):F0} | {Median(4):F0} | {Median(2) / 1e6:F1} MB |"));
        }
        return 0;
    }
}
