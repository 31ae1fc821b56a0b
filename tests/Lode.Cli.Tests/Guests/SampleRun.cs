using System.Text;
using Lode.Control;
using Lode.Generation;
using Lode.Inference;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Cli.Tests;

/// <summary>Runs a compiled sample of guests/compiled over a model.</summary>
sealed record SampleRun(string Model, string Sample, string Prompt)
{
    public string Argument { get; init; } = "";

    public int MaxTokens { get; init; } = 40;

    public float Temperature { get; init; }

    public ulong Seed { get; init; } = 1;

    public ControlFile[] Files { get; init; } = [];

    /// <summary>Whether the controller runs in a process of its own.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Lines that were logged.</summary>
    public List<string> Log { get; } = [];

    /// <summary>On a busy machine the defaults may stop a call that has done nothing wrong.</summary>
    static readonly ControllerLimits s_patient = new() { Step = TimeSpan.FromSeconds(10), Initialization = TimeSpan.FromSeconds(30), Skipping = TimeSpan.FromMinutes(2) };

    public ControlledText Run()
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        using LanguageModel model = LanguageModel.Open(PathOf(Model));
        // What is mapped for all processes alike belongs into nobody's cache because of a test.
        using Controller controller = IsIsolated
            ? WorkerController.Isolate(ProgramOf(Sample), Worker.IsolationTests.Isolation(s_patient) with { TokenizerPath = PathOf(Model) })
            : Controller.Load(ProgramOf(Sample), new ControllerOptions { Limits = s_patient, VocabularyFolder = null });
        using Generator generator = new(model, new ContextOptions().WithRoomFor(2, model.Model.Hyperparameters.ContextLength));
        RequestOptions options = generator.ControlOptions(Encoding.UTF8.GetBytes(Argument)) with
        {
            Seed = Seed,
            Files = Files,
            Log = (_, line) =>
            {
                lock (Log)
                    Log.Add(Encoding.UTF8.GetString(line));
            },
        };
        using ControllerRequest request = controller.Start(model.Tokenizer, options);
        GenerationOptions generation = new() { MaxTokens = MaxTokens, Sampling = new SamplingOptions { Temperature = Temperature, Seed = Seed } };
        GeneratedSequence first = generator.Start(model.Tokenize(Prompt), generation, request);
        try
        {
            while (generator.Step())
            {
            }
            return new ControlledText([.. first.Branches.Select(branch => new ControlledBranch(branch.Number, branch.Parent,
                Encoding.UTF8.GetString(branch.Text), branch.Tokens.ToArray(), branch.StopReason!.Value, branch.Error))], request.Variables.Results);
        }
        finally
        {
            foreach (GeneratedSequence branch in first.Branches)
                branch.Dispose();
        }
    }

    /// <summary>The first text, of a run that went well.</summary>
    public string Text()
    {
        ControlledText text = Run();
        text.Branches[0].Error.ShouldBeNull();
        return text.Text;
    }

    public static string ProgramOf(string sample) => Path.Combine(TestData.RepositoryRoot, "guests", "compiled", sample + ".wasm");

    public static string PathOf(string model)
    {
        if (model != "demo")
            return TestData.Require($"models/{model}.gguf");
        Assert.SkipUnless(File.Exists(TestModels.DemoFile), $"needs the built-in model: {TestModels.DemoFile} does not exist");
        return TestModels.DemoFile;
    }
}
