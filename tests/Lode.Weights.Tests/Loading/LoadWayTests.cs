using System.Diagnostics;
using System.Security.Cryptography;
using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights.Tests;

public sealed unsafe class LoadWayTests : IDisposable
{
    readonly LoadFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<LoadOptions> Ways =>
    [
        new LoadOptions(),
        new LoadOptions { Way = LoadWay.Map, Advice = AccessAdvice.Sequential },
        new LoadOptions { Way = LoadWay.Map, Advice = AccessAdvice.WillNeed },
        new LoadOptions { Populate = true },
        new LoadOptions { Way = LoadWay.Stream, Populate = true },
        new LoadOptions { Way = LoadWay.Read },
    ];

    [Theory]
    [MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void Every_way_gives_the_same_bytes(LoadOptions options)
    {
        string path = _folder.Write("model.gguf", 100_000, 1, 5000, 3 << 20);
        using ModelWeights weights = ModelWeights.Open(path, options);
        weights.Way.ShouldBe(options.Way ?? LoadWay.Map);
        Hashes(weights).ShouldBe(Hashes(path));
    }

    [Theory]
    [MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void Every_way_gives_the_same_bytes_of_a_split_model(LoadOptions options)
    {
        string path = _folder.WriteParts(70_000, 33, 64, 100_000);
        List<LoadProgress> told = [];
        Calls progress = new(told.Add);
        using ModelWeights weights = ModelWeights.Open(path, options with { Progress = progress });
        Finish(weights);
        Hashes(weights).ShouldBe(Hashes(path));
        if (options.Way is LoadWay.Read or LoadWay.Stream || options.Populate)
            told[^1].ShouldBe(new LoadProgress(weights.Way, told[0].Total, told[0].Total));
    }

    [Fact]
    public void A_named_pipe_is_streamed_and_cannot_be_mapped_or_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a named pipe");
        string path = _folder.Write("model.gguf", 5 << 20, 77), pipe = _folder.File("pipe");
        Process.Start("mkfifo", pipe).WaitForExit();
        foreach (LoadWay way in (LoadWay[])[LoadWay.Map, LoadWay.Read])
            Should.Throw<IOException>(() => ModelWeights.Open(pipe, new LoadOptions { Way = way })).Message.ShouldStartWith($"{pipe}: expected a file, found a pipe");
        using Process cat = Process.Start("sh", ["-c", $"cat '{path}' > '{pipe}'"]);
        using ModelWeights weights = ModelWeights.Open(pipe, new LoadOptions());
        weights.Way.ShouldBe(LoadWay.Stream);
        Hashes(weights).ShouldBe(Hashes(path));
    }

    [Fact]
    public void A_pipe_that_nothing_comes_out_of_can_be_given_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a named pipe");
        string pipe = _folder.File("pipe");
        Process.Start("mkfifo", pipe).WaitForExit();
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(300));
        Should.Throw<OperationCanceledException>(() => ModelWeights.Open(pipe, new LoadOptions { CancellationToken = source.Token }));
    }

    [Fact]
    public void A_stream_of_the_callers_stays_open()
    {
        string path = _folder.Write("model.gguf", 1000, 2000);
        using FileStream source = File.OpenRead(path);
        using ModelWeights weights = ModelWeights.Open(source, "something");
        Hashes(weights).ShouldBe(Hashes(path));
        source.CanRead.ShouldBeTrue();
        weights.Source.Path.ShouldBe("something");
    }

    [Fact]
    public void One_part_of_a_model_cannot_come_in_a_stream()
    {
        using FileStream source = File.OpenRead(_folder.WriteParts(10, 20));
        Should.Throw<ModelFormatException>(() => ModelWeights.Open(source, "something")).Message
            .ShouldContain("something: key 'split.count': expected a model in one file, as only one can be streamed, found one of 2 parts");
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_read_is_told()
    {
        string path = _folder.Write("model.gguf", 40 << 20);
        IOException error = Should.Throw<IOException>(() => ModelWeights.Open(path, new LoadOptions { Way = LoadWay.Read, Progress = new Calls(_ => Cut(path)) }));
        error.Message.ShouldMatch($"^{path}: expected \\d+ bytes, found \\d+; the file was cut while it was read$");
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_streamed_is_told()
    {
        string path = _folder.Write("model.gguf", 40 << 20);
        ModelFormatException error = Should.Throw<ModelFormatException>(
            () => ModelWeights.Open(path, new LoadOptions { Way = LoadWay.Stream, Progress = new Calls(_ => Cut(path)) }));
        error.Message.ShouldContain("tensor 't0': expected 41943040 bytes from byte");
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_populated_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the pages are touched");
        string path = _folder.Write("model.gguf", 40 << 20);
        using ModelWeights weights = ModelWeights.Open(path, new LoadOptions { Populate = true, Progress = new Calls(_ => Cut(path)) });
        Should.Throw<IOException>(() => Finish(weights)).Message.ShouldContain("was cut");
    }

    [Fact]
    public void Closing_a_model_stops_what_fetches_its_pages()
    {
        string path = _folder.Write("model.gguf", 40 << 20);
        using ManualResetEventSlim reached = new(), goOn = new();
        ModelWeights weights = ModelWeights.Open(path, new LoadOptions
        {
            Populate = true,
            Progress = new Calls(_ =>
            {
                reached.Set();
                goOn.Wait();
            }),
        });
        reached.Wait(TestContext.Current.CancellationToken);
        Thread closing = new(weights.Dispose);
        closing.Start();
        closing.Join(100).ShouldBeFalse("it waits for the thread");
        goOn.Set();
        closing.Join();
        weights.Population!.Completion.IsCanceled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(LoadWay.Read)]
    [InlineData(LoadWay.Stream)]
    public void Reading_can_be_cancelled(LoadWay way)
    {
        string path = _folder.Write("model.gguf", 40 << 20);
        using CancellationTokenSource source = new();
        LoadOptions options = new() { Way = way, CancellationToken = source.Token, Progress = new Calls(_ => source.Cancel()) };
        Should.Throw<OperationCanceledException>(() => ModelWeights.Open(path, options));
    }

    [Theory]
    [InlineData(LoadWay.Map)]
    [InlineData(LoadWay.Read)]
    [InlineData(LoadWay.Stream)]
    public void What_looks_at_the_header_can_refuse_the_model_before_weights_are_read(LoadWay way)
    {
        string path = _folder.Write("model.gguf", 1000);
        NotSupportedException refusal = new("not this one");
        bool read = false;
        Should.Throw<NotSupportedException>(() => ModelWeights.Open(path, new LoadOptions
        {
            Way = way,
            Progress = new Calls(_ => read = true),
            HeaderRead = model => throw (model.Tensors.Count == 1 ? refusal : new InvalidDataException()),
        })).ShouldBeSameAs(refusal);
        read.ShouldBeFalse();
    }

    [Fact]
    public void A_destination_gets_the_tensors_and_the_weights_say_that_they_are_gone()
    {
        string path = _folder.Write("model.gguf", 1000, 2000);
        Destination destination = new();
        using ModelWeights weights = ModelWeights.Open(path, new LoadOptions { Destination = destination });
        destination.Hashes.ShouldBe(Hashes(path));
        weights.Way.ShouldBe(LoadWay.Stream);
        weights.Source.Tensors.ShouldAllBe(tensor => !tensor.IsPlaced);
        Should.Throw<ArgumentException>(() => ModelWeights.Open(path, new LoadOptions { Way = LoadWay.Map, Destination = destination }));
    }

    [Fact]
    public void Locked_weights_are_counted_as_locked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/status");
        string path = _folder.Write("model.gguf", 1 << 20);
        foreach (LoadWay way in Enum.GetValues<LoadWay>())
        {
            long before = Locked();
            using ModelWeights weights = ModelWeights.Open(path, new LoadOptions { Way = way, Lock = true });
            Finish(weights);
            (Locked() - before).ShouldBeInRange(1 << 20, (1 << 20) + (64 << 10), $"{way}");
        }
    }

    static void Finish(ModelWeights weights) => weights.Population?.Completion.GetAwaiter().GetResult();

    static long Locked()
    {
        string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmLck:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    static void Cut(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(20 << 20);
    }

    static string[] Hashes(string path)
    {
        using ModelWeights weights = ModelWeights.Open(path);
        return Hashes(weights);
    }

    static string[] Hashes(ModelWeights weights) => [.. weights.Source.Tensors.Select(tensor =>
    {
        using MappedView view = tensor.View();
        return Convert.ToHexString(SHA256.HashData(view.Span(0, (int)view.Length)));
    })];

    sealed class Calls(Action<LoadProgress> action) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => action(value);
    }

    sealed class Destination : ITensorDestination
    {
        public List<string> Hashes { get; } = [];

        public bool Take(GgufTensor tensor, PageMemory data)
        {
            Hashes.Add(Convert.ToHexString(SHA256.HashData(new ReadOnlySpan<byte>(data.Address, (int)tensor.ByteLength))));
            data.Dispose();
            return true;
        }
    }
}
