using System.Globalization;
using Lode.Usage;
using Lode.Usage.Running;

namespace Lode.Bench;

/// <summary>How far the measured wall time of <c>true</c> lies from that of a C program that does nothing but vfork, exec and wait4.</summary>
static class StatBenchmark
{
    const int Rounds = 300;
    const double PlainBarUs = 300, TracedBarUs = 500, SamplerBar = 0.01;

    const string Reference = """
        #include <stdio.h>
        #include <sys/resource.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>
        int main(int n, char **a)
        {
            struct timespec from, to;
            struct rusage usage;
            int status;
            clock_gettime(CLOCK_MONOTONIC, &from);
            pid_t child = vfork();
            if (!child) {
                execvp(a[1], a + 1);
                _exit(127);
            }
            wait4(child, &status, 0, &usage);
            clock_gettime(CLOCK_MONOTONIC, &to);
            printf("%ld\n", (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
            return 0;
        }
        """;

    public static int Run()
    {
        if (!SpawnSupport.IsSupported(out string reason))
        {
            Console.Error.WriteLine(reason);
            return 2;
        }
        string folder = Directory.CreateTempSubdirectory("lode-bench-").FullName;
        try
        {
            string program = Path.Combine(folder, "reference"), output = Path.Combine(folder, "output");
            File.WriteAllText(program + ".c", Reference);
            if (Measure(new RunSettings(), "cc", "-O2", "-o", program, program + ".c").ExitCode != 0)
            {
                Console.Error.WriteLine("the C reference does not compile");
                return 2;
            }
            bool kept = Bias(program, output) & Sampler();
            Console.WriteLine(kept ? "All bars kept: +0.3 ms without a trace, +0.5 ms with, sampler under 1 % of a core." : "A bar was missed.");
            return kept ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Bias(string program, string output)
    {
        string shell = $"exec {program} true > {output}";
        List<double> reference = [], plain = [], traced = [];
        int exact = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Measure(new RunSettings { Trace = false, SamplesPerSecond = 0 }, "sh", "-c", shell);
            reference.Add(double.Parse(File.ReadAllText(output), CultureInfo.InvariantCulture));
            plain.Add(Measure(new RunSettings { Trace = false }, "true").WallUs);
            RunResult result = Measure(new RunSettings(), "true");
            traced.Add(result.WallUs);
            exact += result.PeakKind == PeakKind.Exact ? 1 : 0;
        }
        double plainBias = Median(plain.Zip(reference, (a, b) => a - b)), tracedBias = Median(traced.Zip(reference, (a, b) => a - b));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            | wall time of `true`, {Rounds} runs each, in turn | median | smallest | median difference to the reference |
            | --- | --: | --: | --: |
            | C, vfork and wait4 | {Median(reference):F0} us | {reference.Min():F0} us | |
            | without a trace, 100 samples/s | {Median(plain):F0} us | {plain.Min():F0} us | {plainBias:+0;-0} us |
            | traced, 100 samples/s | {Median(traced):F0} us | {traced.Min():F0} us | {tracedBias:+0;-0} us |

            Exact peaks: {exact} of {Rounds}.
            """));
        return plainBias <= PlainBarUs && tracedBias <= TracedBarUs;
    }

    /// <summary>What this process itself burns while it samples a command that only waits.</summary>
    static bool Sampler()
    {
        Measure(new RunSettings { SamplesPerSecond = RunSettings.MaximumSamplesPerSecond }, "sleep", "2"); // until nothing of it is compiled any more
        bool kept = true;
        foreach (int rate in (int[])[100, 1000])
        {
            ProcessUsage before = ProcessUsage.ReadSelf();
            RunResult result = Measure(new RunSettings { SamplesPerSecond = rate }, "sleep", "3");
            ProcessUsage used = ProcessUsage.ReadSelf().Since(before);
            double share = (double)(used.UserMicroseconds + used.SystemMicroseconds)! / result.WallUs;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Sampling at {rate} Hz: {share:P2} of a core, {result.Samples.Count} samples in 3 s."));
            kept &= rate > 100 || share < SamplerBar;
        }
        return kept;
    }

    static RunResult Measure(RunSettings settings, params string[] words) => CommandRunner.Run(CommandLine.FromStrings(words), settings);

    static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
