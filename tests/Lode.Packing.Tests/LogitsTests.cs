using Lode.Formats;
using Lode.Generation;
using Lode.Inference;
using Lode.Memory;
using Lode.Tests;
using Lode.Tokenizers;

namespace Lode.Packing.Tests;

/// <summary>Converted folders against float64 logits of Hugging Face's own rules.</summary>
public class LogitsTests
{
    /// <summary>The folders, converted, and as they are.</summary>
    public static TheoryData<string, bool> Runnable
    {
        get
        {
            TheoryData<string, bool> all = [];
            foreach (string name in HuggingFaceReference.Folders)
            {
                all.Add(name, true);
                all.Add(name, false);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(HuggingFaceReference.Names), MemberType = typeof(HuggingFaceReference))]
    public void A_float64_pass_over_the_converted_file_gives_the_logits_of_the_folder(string name)
    {
        HuggingFaceReference reference = new(name);
        using ConvertedFolder converted = new(reference.Folder);
        using GgufModel model = GgufModel.Open(converted.Path);
        Float64Transformer pass = new(model);
        double[] logits = [];
        for (int i = 0; i < reference.Tokens.Length; i++)
        {
            logits = pass.Next(reference.Tokens[i]);
            // Rounded to binary32 there; folded factors, rotary factors and 1 + w are rounded here.
            HuggingFaceReference.RelativeError(logits, reference.At(i)).ShouldBeLessThan(5e-7, $"position {i}");
        }
        HuggingFaceReference.RelativeError(logits, reference.Last).ShouldBeLessThan(5e-7);
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Logits_at_every_position_and_greedy_tokens_are_those_of_the_folder(string name, bool converts)
    {
        HuggingFaceReference reference = new(name);
        using ConvertedFolder? converted = converts ? new(reference.Folder) : null;
        using Model model = Model.Open(converted?.Path ?? reference.Folder);
        using InferenceContext context = new(model, new ContextOptions { ContextLength = 128, Threads = 2, MaxBatchTokens = 32 });
        using RowBuffer rows = new(reference.Tokens.Length, reference.Vocabulary);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, reference.Tokens, StepRows.All, rows);
        context.Step(batch);
        for (int i = 0; i < reference.Tokens.Length; i++)
            Error(rows.Row(i), reference.At(i)).ShouldBeLessThan(1e-5, $"position {i}");
        Error(rows.Row(reference.Tokens.Length - 1), reference.Last).ShouldBeLessThan(1e-5);

        List<int> chosen = [Best(rows.Row(reference.Tokens.Length - 1))];
        while (chosen.Count < reference.Greedy.Length)
        {
            batch.Clear();
            batch.Add(sequence, [chosen[^1]], StepRows.Last, rows);
            context.Step(batch);
            chosen.Add(Best(rows.Row(0)));
        }
        chosen.ShouldBe(reference.Greedy);
    }

    [Theory]
    [MemberData(nameof(HuggingFaceReference.Names), MemberType = typeof(HuggingFaceReference))]
    public void Text_becomes_the_tokens_of_the_folder(string name)
    {
        HuggingFaceReference reference = new(name);
        using ConvertedFolder converted = new(reference.Folder);
        using GgufModel model = GgufModel.Open(converted.Path);
        Tokenizer tokenizer = Tokenizer.FromGguf(model.Metadata);
        tokenizer.EncodeToIds(reference.Text, new EncodeOptions(AddSpecial: true)).ShouldBe(reference.Tokens);
    }

    [Theory]
    [MemberData(nameof(HuggingFaceReference.Names), MemberType = typeof(HuggingFaceReference))]
    public void A_folder_that_is_opened_as_it_is_generates_like_the_converted_file(string name)
    {
        HuggingFaceReference reference = new(name);
        using LanguageModel model = LanguageModel.Open(reference.Folder);
        model.Tokenizer.EncodeToIds(reference.Text, new EncodeOptions(AddSpecial: true)).ShouldBe(reference.Tokens);
    }

    static double Error(ReadOnlySpan<float> logits, double[] truth) =>
        HuggingFaceReference.RelativeError([.. logits.ToArray().Select(value => (double)value)], truth);

    static int Best(ReadOnlySpan<float> logits) => logits.IndexOf(logits.ToArray().Max());
}
