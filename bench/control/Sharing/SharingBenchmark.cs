using System.Diagnostics;
using System.Globalization;

namespace Lode.Control.Bench.Sharing;

/// <summary>Many guests in several processes that see one vocabulary and one file.</summary>
static class SharingBenchmark
{
    const int Processes = 4;

    public static void Run(Arguments arguments)
    {
        int guests = arguments.Number("--guests", 32);
        string folder = Directory.CreateTempSubdirectory("lode-sharing-").FullName;
        try
        {
            byte[] bytes = new byte[arguments.Number("--megabytes", 100) * 1_000_000];
            new Random(1).NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(folder, SharingProcess.FileName), bytes);
            bytes = [];
            Process[] others = [.. Enumerable.Range(0, Processes).Select(_ => Start(folder, guests / Processes, arguments))];
            // Each answers when all its guests have read all of it; then all are looked at, while all are there.
            foreach (Process other in others)
            {
                if (other.StandardOutput.ReadLine() is not { } line || !line.StartsWith("ready", StringComparison.Ordinal))
                    throw new InvalidOperationException("a process with guests ended too soon");
            }
            foreach (Process other in others)
                other.StandardInput.WriteLine("measure");
            long[] sums = new long[3];
            foreach (Process other in others)
            {
                string[] words = other.StandardOutput.ReadLine()!.Split(' ');
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += long.Parse(words[i], CultureInfo.InvariantCulture);
            }
            foreach (Process other in others)
            {
                other.StandardInput.WriteLine("end");
                other.WaitForExit();
                other.Dispose();
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{guests} guests in {Processes} processes, each of which has read all of a file of {arguments.Number("--megabytes", 100)} MB and of a vocabulary: "
                + $"proportional share of the file, all together {sums[0] / 1e6:F1} MB; of the vocabulary {sums[1] / 1e6:F2} MB; "
                + $"private pages of both {sums[2] / 1e6:F2} MB.\n"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static Process Start(string folder, int guests, Arguments arguments) => Process.Start(BenchProcess.Again(
        "--share-in", folder, "--guests", $"{guests}", "--vocabulary", $"{arguments.Number("--vocabulary", 128_256)}"))!;
}
