using System.Globalization;
using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Bench.Rings;

/// <summary>A file from the page cache into a guest: by its rings, straight into a range that it shares, and by WASI's fd_read.</summary>
static class RingBenchmark
{
    const int Rounds = 11;

    public static void Run(Arguments arguments)
    {
        int megabytes = arguments.Number("--megabytes", 100);
        string path = Path.GetTempFileName();
        try
        {
            byte[] bytes = new byte[megabytes * 1_000_000];
            new Random(2).NextBytes(bytes);
            File.WriteAllBytes(path, bytes);
            uint expected = 0;
            for (int at = 0; at + 4 <= bytes.Length; at += 4096)
                expected += BitConverter.ToUInt32(bytes, at);
            Console.WriteLine($"A file of {megabytes} MB, in the page cache, read by a guest; both ways the kernel writes into the guest's pages; milliseconds, "
                + $"the first time and the median of {Rounds - 1} more.\n");
            Console.WriteLine("| way | first | later | of it in steps, which hold up a round | CPU time |");
            Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
            using Way rings = new("rings", path, expected), wasi = new("wasi", path, expected);
            for (int round = 0; round < Rounds; round++)
            {
                Way[] order = round % 2 == 0 ? [rings, wasi] : [wasi, rings];
                Array.ForEach(order, static way => way.Read());
            }
            rings.Print("rings");
            wasi.Print("fd_read");
            Console.WriteLine();
        }
        finally
        {
            File.Delete(path);
        }
    }

    sealed class Way : IDisposable
    {
        readonly Controller _controller;
        readonly ControllerRequest _request;
        readonly GuestSequence _sequence;
        readonly uint _expected;
        readonly List<double> _wall = [], _steps = [], _cpu = [];

        public Way(string argument, string path, uint expected)
        {
            _expected = expected;
            // The time and memory of one large read are not those of a step.
            ControllerLimits limits = new() { Step = TimeSpan.FromSeconds(30), Skipping = TimeSpan.FromSeconds(60), MemoryBytes = 1L << 30 };
            _controller = Controller.Load(BenchGuest.PathOf("rings"), new() { Limits = limits, VocabularyFolder = null, RegionFolder = null });
            Tokenizer tokenizer = BenchTokenizer.Make(1000);
            _request = _controller.Start(tokenizer, new()
            {
                Vocabulary = tokenizer.VocabularySize,
                TokenCapacity = 64,
                Argument = Encoding.UTF8.GetBytes(argument),
                Files = [new("shared", path)],
            });
            _sequence = (GuestSequence)_request.Open([1]);
            _sequence.Begin(ControlPhase.Initialize);
            _sequence.End();
        }

        public void Read()
        {
            double cpu = Clock.Cpu, wall = Clock.Wall, steps = 0;
            while (true)
            {
                double start = Clock.Wall;
                _sequence.Begin(ControlPhase.Step);
                ControlAction action = _sequence.End();
                steps += Clock.Wall - start;
                if (action == ControlAction.Sample)
                    break;
                while (_sequence.IsWaiting)
                    Thread.Sleep(1);
            }
            _wall.Add(Clock.Wall - wall);
            _steps.Add(steps);
            _cpu.Add(Clock.Cpu - cpu);
            if ((uint)_sequence.Slot.Pool[0] != _expected)
                throw new InvalidOperationException("the guest has read something else");
        }

        public void Print(string name) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {_wall[0] / 1000:F1} | {Clock.Median(_wall.Skip(1)) / 1000:F1} | {Clock.Median(_steps.Skip(1)) / 1000:F1} | "
            + $"{Clock.Median(_cpu.Skip(1)) / 1000:F1} |"));

        public void Dispose()
        {
            _request.Dispose();
            _controller.Dispose();
        }
    }
}
