using System.Buffers;
using System.Text;
using Lode.Inference;
using Lode.Tests;

namespace Lode.Generation.Tests;

public sealed class GeneratorTests : IDisposable
{
    static readonly GenerationOptions s_greedy = new() { Sampling = new SamplingOptions { Temperature = 0 }, MaxTokens = 20, IgnoreEndOfGeneration = true };

    readonly TemporaryModel _file = new(new SyntheticModel());
    readonly LanguageModel _model;

    public GeneratorTests() => _model = LanguageModel.Open(_file.Path);

    public void Dispose()
    {
        _model.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Several_sequences_at_once_give_what_each_gives_alone()
    {
        (int[] Prompt, GenerationOptions Options)[] texts =
        [
            .. Enumerable.Range(1, 7).Select(i => (
                Enumerable.Range(0, i * i).Select(t => t * 31 % 256).ToArray(),
                s_greedy with { MaxTokens = 5 + i, Sampling = new SamplingOptions { Seed = (ulong)i, Temperature = i % 2, TopK = i } })),
        ];
        using Generator together = new(_model, new ContextOptions { CachePositions = 2000, MaxBatchTokens = 16 });
        GeneratedSequence[] sequences = [.. texts.Select(text => together.Start(text.Prompt, text.Options))];
        while (together.Step())
        {
        }
        for (int i = 0; i < texts.Length; i++)
        {
            using Generator alone = new(_model);
            using GeneratedSequence sequence = alone.Start(texts[i].Prompt, texts[i].Options);
            while (alone.Step())
            {
            }
            sequences[i].Tokens.ToArray().ShouldBe(sequence.Tokens.ToArray(), $"text {i}");
            sequences[i].StopReason.ShouldBe(StopReason.TokenLimit);
            sequences[i].Dispose();
        }
        together.Context.CacheUse.Blocks.ShouldBe(0);
    }

    [Fact]
    public void A_long_prompt_is_read_in_pieces_while_others_go_on()
    {
        using Generator generator = new(_model, new ContextOptions { CachePositions = 600, MaxBatchTokens = 8 });
        using GeneratedSequence runner = generator.Start([1], s_greedy);
        generator.Step();
        using GeneratedSequence reader = generator.Start([.. Enumerable.Range(0, 50)], s_greedy);
        for (int step = 1; step <= 7; step++)
        {
            generator.Step();
            runner.Tokens.Length.ShouldBe(1 + step);
            reader.PromptProcessed.ShouldBe(Math.Min(50, 7 * step));
        }
        reader.Tokens.Length.ShouldBe(0);
        generator.Step();
        reader.PromptProcessed.ShouldBe(50);
        reader.Tokens.Length.ShouldBe(1);
    }

    [Fact]
    public void Text_comes_in_whole_characters_and_is_that_of_the_tokens()
    {
        foreach (ulong seed in (ulong[])[1, 2, 3])
        {
            using Generator generator = new(_model);
            using GeneratedSequence sequence = generator.Start([1], s_greedy with
            {
                MaxTokens = 200,
                Sampling = new SamplingOptions { Seed = seed, Temperature = 3, TopK = 0 },
            });
            ArrayBufferWriter<byte> all = new();
            UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
            bool more = true;
            while (more)
            {
                more = generator.Step();
                ArrayBufferWriter<byte> piece = new();
                sequence.TakeText(piece);
                strict.GetString(piece.WrittenSpan); // throws where a character is cut
                all.Write(piece.WrittenSpan);
            }
            List<byte> raw = [];
            foreach (int token in sequence.Tokens)
                raw.AddRange(_model.Tokenizer.GetBytes(token));
            Encoding.UTF8.GetString(all.WrittenSpan).ShouldBe(Encoding.UTF8.GetString([.. raw]));
        }
    }

    [Fact]
    public void A_stop_string_ends_the_text_before_itself()
    {
        string whole = Generate(s_greedy with { MaxTokens = 40 }, out _);
        string stop = whole.Substring(5, 3);
        string cut = Generate(s_greedy with { MaxTokens = 40, StopStrings = ["never", stop] }, out GeneratedSequence sequence);
        cut.ShouldBe(whole[..whole.IndexOf(stop, StringComparison.Ordinal)]);
        sequence.StopReason.ShouldBe(StopReason.StopString);
        sequence.StopString.ShouldBe(stop);
    }

    [Fact]
    public void The_end_token_ends_the_text_unless_it_is_ignored()
    {
        // Some seed draws the end token within a few steps at a high temperature.
        GenerationOptions options = s_greedy with { IgnoreEndOfGeneration = false, MaxTokens = 250 };
        for (ulong seed = 0; ; seed++)
        {
            SamplingOptions sampling = new() { Temperature = 100, TopK = 0, TopP = 1, MinP = 0, Seed = seed };
            Generate(options with { Sampling = sampling }, out GeneratedSequence ended);
            if (ended.StopReason != StopReason.EndOfText)
                continue;
            ended.Tokens.ToArray().ShouldNotContain(SyntheticModel.EndOfText);
            Generate(options with { Sampling = sampling, IgnoreEndOfGeneration = true }, out GeneratedSequence ignored);
            ignored.Tokens.ToArray().ShouldContain(SyntheticModel.EndOfText);
            ignored.Tokens[..ended.Tokens.Length].SequenceEqual(ended.Tokens).ShouldBeTrue();
            return;
        }
    }

    [Fact]
    public void Limits_end_the_text_with_their_reason()
    {
        Generate(s_greedy with { MaxTokens = 0 }, out GeneratedSequence none);
        none.StopReason.ShouldBe(StopReason.TokenLimit);
        none.Tokens.Length.ShouldBe(0);

        using Generator generator = new(_model, new ContextOptions { ContextLength = 10 });
        using GeneratedSequence sequence = generator.Start([1, 2, 3], s_greedy with { MaxTokens = null });
        while (generator.Step())
        {
        }
        sequence.StopReason.ShouldBe(StopReason.ContextFull);
        sequence.Tokens.Length.ShouldBe(8); // the last one needs no position any more
    }

    [Fact]
    public void Sequences_wait_for_room_in_the_cache_and_end_only_when_none_can_go_on()
    {
        using Generator generator = new(_model, new ContextOptions { ContextLength = 64, CachePositions = 64 });
        GeneratedSequence[] sequences = [.. Enumerable.Range(0, 5).Select(i => generator.Start([i, i, i], s_greedy with { MaxTokens = 40 }))];
        while (generator.Step())
        {
        }
        sequences.Count(s => s.StopReason == StopReason.TokenLimit).ShouldBeGreaterThanOrEqualTo(1);
        sequences.ShouldAllBe(s => s.StopReason == StopReason.TokenLimit || s.StopReason == StopReason.CacheFull);
        sequences[0].StopReason.ShouldBe(StopReason.TokenLimit); // the oldest is the last to be given up
        generator.Context.CacheUse.Blocks.ShouldBe(0);
    }

    [Fact]
    public void Cancelling_keeps_what_was_written_and_lets_the_others_go_on()
    {
        using Generator generator = new(_model, new ContextOptions { CachePositions = 512 });
        using GeneratedSequence first = generator.Start([1], s_greedy);
        using GeneratedSequence second = generator.Start([2], s_greedy);
        for (int i = 0; i < 5; i++)
            generator.Step();
        first.Cancel();
        while (generator.Step())
        {
        }
        first.StopReason.ShouldBe(StopReason.Cancelled);
        first.Tokens.Length.ShouldBe(5);
        second.Tokens.Length.ShouldBe(20);
    }

    [Fact]
    public void A_model_whose_logits_are_no_numbers_ends_its_sequences_with_an_exception_and_nothing_else_breaks()
    {
        using TemporaryModel file = new(SyntheticModel.Of("qwen3moe") with { SpoilRouter = true });
        using LanguageModel damaged = LanguageModel.Open(file.Path);
        using Generator generator = new(damaged);
        using GeneratedSequence first = generator.Start([1], s_greedy), second = generator.Start([2, 3], s_greedy);
        Should.Throw<NoTokenPossibleException>(() => generator.Step());
        (first.StopReason, second.StopReason).ShouldBe((StopReason.Cancelled, StopReason.Cancelled));
        generator.Step().ShouldBeFalse();
        generator.Context.CacheUse.Blocks.ShouldBe(0);
    }

    [Fact]
    public void A_prompt_that_cannot_be_read_is_refused()
    {
        using Generator generator = new(_model, new ContextOptions { ContextLength = 4 });
        Should.Throw<ArgumentException>(() => generator.Start([], s_greedy)).Message.ShouldContain("no tokens");
        Should.Throw<ArgumentException>(() => generator.Start([1, 2, 3, 4, 5], s_greedy)).Message.ShouldContain("5 tokens");
        Should.Throw<ArgumentException>(() => generator.Start([1], s_greedy with { MaxTokens = -2 }));
    }

    [Fact]
    public void A_trained_model_tells_its_story_through_the_simplest_interface()
    {
        using LanguageModel stories = LanguageModel.Open(TestData.Require("models/stories260K.gguf"));
        string text = string.Concat(stories.Generate("", s_greedy with { MaxTokens = 60 }));
        text.ShouldStartWith("Once upon a time, there was a little girl named Lily. She loved to play outside in the park.");
    }

    string Generate(GenerationOptions options, out GeneratedSequence sequence)
    {
        using Generator generator = new(_model);
        sequence = generator.Start([SyntheticModel.BeginOfText], options);
        while (generator.Step())
        {
        }
        ArrayBufferWriter<byte> text = new();
        sequence.TakeText(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
