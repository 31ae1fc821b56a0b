using System.Text;
using Lode.Control;
using Lode.Inference;

namespace Lode.Generation.Tests.Control;

/// <summary>A text with a controller, from its start to its end, alone.</summary>
sealed class ControlledRun : IDisposable
{
    const int MostRounds = 20_000; // only against hanging

    readonly ControllerRequest _request;

    public ControlledRun(LanguageModel model, ReadOnlySpan<int> prompt, GenerationOptions options, Controller controller, string argument = "",
        ContextOptions? context = null)
    {
        context ??= new ContextOptions { Threads = 1 }.WithRoomFor(16, model.Model.Hyperparameters.ContextLength);
        Generator = new Generator(model, context);
        _request = controller.Start(model.Tokenizer, Generator.ControlOptions(Encoding.UTF8.GetBytes(argument)));
        First = Generator.Start(prompt, options, _request);
        while (Generator.Step())
            (++Rounds).ShouldBeLessThan(MostRounds);
    }

    public Generator Generator { get; }

    public GeneratedSequence First { get; }

    public RequestVariables Variables => _request.Variables;

    public int Rounds { get; }

    public string Text => TextOf(First);

    public int[] Tokens => First.Tokens.ToArray();

    public static string TextOf(GeneratedSequence sequence) => Encoding.UTF8.GetString(sequence.Text);

    /// <summary>The tokens of a run without a controller.</summary>
    public static int[] Free(LanguageModel model, ReadOnlySpan<int> prompt, GenerationOptions options)
    {
        using Generator generator = new(model, new ContextOptions { Threads = 1 });
        using GeneratedSequence sequence = generator.Start(prompt, options);
        while (generator.Step())
        {
        }
        return sequence.Tokens.ToArray();
    }

    /// <summary>The logits after some tokens, computed from nothing.</summary>
    public static float[] Logits(LanguageModel model, ReadOnlySpan<int> tokens)
    {
        using InferenceContext context = new(model.Model, new ContextOptions { Threads = 1 });
        using KvSequence sequence = context.CreateSequence();
        using Memory.RowBuffer row = new(1, model.Model.Hyperparameters.VocabularySize);
        StepBatch batch = new();
        batch.Add(sequence, tokens, StepRows.Last, row);
        context.Step(batch);
        return row.Row(0).ToArray();
    }

    public void Dispose()
    {
        foreach (GeneratedSequence sequence in First.Branches)
            sequence.Dispose();
        _request.Dispose();
        Generator.Context.CacheUse.Blocks.ShouldBe(0);
        Generator.Dispose();
    }
}
