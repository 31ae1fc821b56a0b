using System.Runtime.InteropServices;
using System.Text;
using Lode.Control;
using Lode.Inference;

namespace Lode.Generation.Tests.Control;

/// <summary>Guests that wait for what is read for them, beside texts that go on.</summary>
public sealed partial class WaitingTests(ModelFixture models) : IClassFixture<ModelFixture>, IDisposable
{
    static readonly GenerationOptions s_drawn = new() { Sampling = new SamplingOptions { Seed = 4 }, MaxTokens = 20, IgnoreEndOfGeneration = true };

    readonly string _folder = Directory.CreateTempSubdirectory("lode-waiting-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sequence_waits_for_a_pipe_and_goes_on_when_something_comes_while_others_never_stop()
    {
        string pipe = MakePipe();
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        List<string> log = [];
        using Controller controller = Guests.Load("reading");
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2000 });
        using ControllerRequest request = Start(controller, generator, pipe, log);
        using GeneratedSequence free = generator.Start([1, 2], s_drawn);
        using GeneratedSequence waiting = generator.Start([3], s_drawn, request);
        while (free.StopReason is null)
            generator.Step();
        for (int i = 0; i < 50; i++)
            generator.Step().ShouldBeTrue();
        waiting.Tokens.Length.ShouldBe(2);
        log.ShouldBe(["share: 0"]);
        using (FileStream writer = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1))
            writer.Write("hello"u8);
        while (generator.Step())
        {
        }
        waiting.Error.ShouldBeNull();
        waiting.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [3], s_drawn));
        free.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [1, 2], s_drawn));
        log.ShouldBe(["share: 0", "done 1: 5", "text: hello"]);
    }

    [Fact]
    public void Waiting_for_something_that_never_comes_ends_the_sequence()
    {
        string pipe = MakePipe();
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using Controller controller = Guests.Load("reading", Guests.Patient with { Skipping = TimeSpan.FromMilliseconds(200) });
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2000 });
        using ControllerRequest request = Start(controller, generator, pipe, []);
        using GeneratedSequence waiting = generator.Start([3], s_drawn, request);
        while (generator.Step())
        {
        }
        waiting.StopReason.ShouldBe(StopReason.ControllerError);
        waiting.Error!.Fault.ShouldBe(ControllerFault.Limit);
        waiting.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [3], s_drawn)[..2]);
        generator.Context.CacheUse.Blocks.ShouldBe(0);
    }

    static ControllerRequest Start(Controller controller, Generator generator, string pipe, List<string> log) => controller.Start(
        generator.Model.Tokenizer,
        generator.ControlOptions("init share 1\ninit read 1 0 0 100 pipe\n2 wait\n3 drain\n3 text 0 0"u8.ToArray()) with
        {
            Files = [new ControlFile("pipe", pipe)],
            Log = (_, line) => log.Add(Encoding.UTF8.GetString(line)),
        });

    string MakePipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a named pipe");
        string path = Path.Combine(_folder, "pipe");
        MakeFifo(path, 0x180).ShouldBe(0);
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
