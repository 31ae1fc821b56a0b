using System.Diagnostics;
using System.Globalization;
using Lode.Formats;
using Lode.Memory;

namespace Lode.Bench;

/// <summary>Two processes that map a model and use all of it: what each has of the physical memory (PSS), against one alone.</summary>
static unsafe class SharedCopy
{
    const string HoldFlag = "--hold";
    const double Bar = 0.02;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is [string held, HoldFlag])
            return Hold(held);
        using Process first = Start(arguments[0]);
        long alone = Share(first);
        using Process second = Start(arguments[0]);
        long one = Share(first), other = Share(second);
        foreach (Process process in (Process[])[first, second])
        {
            process.StandardInput.Close();
            process.WaitForExit();
        }
        double more = (double)(one + other - alone) / alone;
        bool kept = Math.Abs(more) <= Bar;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Two processes map it and touch all of it: one alone has a share (PSS) of {alone / 1e9:F3} GB, two have {one / 1e9:F3} + {other / 1e9:F3} = {(one + other) / 1e9:F3} GB, {more:+0.00%;-0.00%}: {(kept ? "kept" : "missed")} (within 2 % of one)
            """));
        return kept ? 0 : 1;
    }

    static int Hold(string path)
    {
        using GgufModel model = GgufModel.Open(path);
        foreach (GgufTensor tensor in model.Tensors)
        {
            using MappedView view = tensor.View();
            byte* start = view.Pointer(0, view.Length);
            for (long offset = 0; offset < view.Length; offset += Environment.SystemPageSize)
                Volatile.Read(ref start[offset]);
        }
        Console.WriteLine("ready");
        Console.ReadLine();
        return 0;
    }

    static Process Start(string path)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string word in (string[])["exec", typeof(SharedCopy).Assembly.Location, "load-sharing", path, HoldFlag])
            start.ArgumentList.Add(word);
        Process process = Process.Start(start)!;
        process.StandardOutput.ReadLine();
        return process;
    }

    static long Share(Process process)
    {
        string line = File.ReadLines($"/proc/{process.Id}/smaps_rollup").Single(text => text.StartsWith("Pss:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
