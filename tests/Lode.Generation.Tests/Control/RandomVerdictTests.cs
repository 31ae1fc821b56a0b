using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Lode.Control;
using Lode.Inference;
using Lode.Tokenizers;

namespace Lode.Generation.Tests.Control;

/// <summary>Controllers that do anything at any time: whatever came before, logits are those of the text as it is, and everybody hears the same story.</summary>
public sealed class RandomVerdictTests(ModelFixture models) : IClassFixture<ModelFixture>
{
    const int Prompt = 5;

    [Theory]
    [InlineData(ModelFixture.Synthetic, 40)]
    [InlineData(ModelFixture.Demo, 8)]
    [InlineData(ModelFixture.Stories, 8)]
    public void Logits_are_those_of_the_text_and_the_controller_is_told_how_it_came_about(string name, int cases)
    {
        LanguageModel model = models.Open(name);
        int forks = 0, splices = 0;
        for (int seed = 0; seed < cases; seed++)
        {
            Recorder recorder = new(seed, model.Model.Hyperparameters.VocabularySize);
            using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 3000 });
            GenerationOptions options = new() { Sampling = new SamplingOptions { Seed = (ulong)seed, TopK = 0, TopP = 1, MinP = 0, Temperature = 1.2f }, MaxTokens = 30, IgnoreEndOfGeneration = true };
            using ControllerRequest request = Script.Controller(recorder.Step).Start(model.Tokenizer, generator.ControlOptions());
            int[] prompt = [.. Enumerable.Range(1, Prompt).Select(i => i * 7 + seed)];
            using GeneratedSequence free = generator.Start([3, (seed * 5 + 1) % 250], options);
            GeneratedSequence first = generator.Start(prompt, options, request);
            Dictionary<int, List<byte>> readers = [];
            bool goesOn = true;
            for (int round = 0; goesOn; round++)
            {
                round.ShouldBeLessThan(2000);
                goesOn = generator.Step();
                foreach (GeneratedSequence sequence in first.Branches)
                {
                    if (round % 3 == 0 || !goesOn)
                        Read(sequence, readers);
                }
            }
            foreach (GeneratedSequence sequence in first.Branches)
            {
                sequence.Error.ShouldBeNull($"case {seed}");
                ControlledRun.TextOf(sequence).ShouldBe(Decode(model, sequence.Tokens), $"case {seed}");
                sequence.Dispose();
            }
            recorder.Check(prompt);
            foreach ((int[] tokens, float[] logits) in recorder.Seen.Where((_, i) => i % 5 == 0))
                logits.ShouldBe(ControlledRun.Logits(model, tokens), $"case {seed}");
            free.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [3, (seed * 5 + 1) % 250], options), $"case {seed}");
            forks += first.Branches.Count - 1;
            splices += recorder.Splices;
        }
        forks.ShouldBeGreaterThan(cases / 2);
        splices.ShouldBeGreaterThan(cases * 5);
    }

    static string Decode(LanguageModel model, ReadOnlySpan<int> tokens)
    {
        StreamingDecoder decoder = new(model.Tokenizer);
        ArrayBufferWriter<byte> text = new();
        decoder.Append(tokens, text);
        decoder.Complete(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>What a reader has who does as he is told.</summary>
    static void Read(GeneratedSequence sequence, Dictionary<int, List<byte>> readers)
    {
        if (!readers.TryGetValue(sequence.Number, out List<byte>? text))
            readers.Add(sequence.Number, text = []);
        ArrayBufferWriter<byte> fresh = new();
        sequence.TakeText(fresh, out int retracted);
        text.RemoveRange(text.Count - retracted, retracted);
        Utf8.IsValid(text.ToArray()).ShouldBeTrue("a character was cut");
        text.AddRange(fresh.WrittenSpan);
        text.ShouldBe(sequence.Text.ToArray());
    }

    /// <summary>Answers at random, and keeps what it saw.</summary>
    sealed class Recorder(int seed, int vocabulary)
    {
        readonly Random _random = new(seed);
        readonly Dictionary<uint, List<int>> _mirrors = [];
        readonly Dictionary<uint, uint[]?> _masks = [];
        readonly List<string> _wrong = [];

        public List<(int[] Tokens, float[] Logits)> Seen { get; } = [];

        public int Splices { get; private set; }

        public void Check(int[] prompt)
        {
            _wrong.ShouldBeEmpty();
            _mirrors.Values.ShouldAllBe(mirror => mirror.Take(Prompt).SequenceEqual(prompt));
        }

        public ControlAction Step(ControlStep step)
        {
            uint number = step.Header.Sequence;
            int[] tokens = step.Tokens.ToArray();
            Follow(step, number, tokens);
            Seen.Add((tokens, step.Logits.ToArray()));
            _masks[number] = null;
            switch (_random.Next(12))
            {
                case 0:
                    return ControlAction.Skip;
                case 1 when step.Header.Branches == 0 && number < 3:
                    return step.Fork(2 + _random.Next(2));
                case 2 or 3:
                    return step.Splice(_random.Next(Math.Min(6, tokens.Length - Prompt + 1)), Text(5));
                case 4 or 5:
                    int[] when = [.. Enumerable.Range(0, vocabulary).Where(_ => _random.Next(3) > 0)];
                    step.SpliceWhen(when, _random.Next(Math.Min(4, tokens.Length - Prompt + 2)), Text(4));
                    step.SpliceWhen([.. Enumerable.Range(0, vocabulary)], 1, Text(2));
                    return ControlAction.Sample;
                case 6 or 7 or 8:
                    for (int i = 0; i < step.Mask.Length; i++)
                        step.Mask[i] = (uint)_random.NextInt64() & (uint)_random.NextInt64();
                    step.Mask[0] |= 8;
                    step.UseMask();
                    _masks[number] = step.Mask.ToArray();
                    return ControlAction.Sample;
                case 9 when _random.Next(4) == 0:
                    return ControlAction.Stop;
                default:
                    return ControlAction.Sample;
            }
        }

        /// <summary>Makes the tokens out of what is told of them.</summary>
        void Follow(ControlStep step, uint number, int[] tokens)
        {
            StepInput input = step.Input;
            if (!_mirrors.TryGetValue(number, out List<int>? mirror))
            {
                _mirrors.Add(number, mirror = [.. tokens]); // the prompt was told before
                if (number > 0)
                    Expect(_mirrors[step.Header.Parent].SequenceEqual(tokens), $"sequence {number} does not begin with the text of {step.Header.Parent}");
            }
            mirror.RemoveRange(mirror.Count - (int)input.Removed, (int)input.Removed);
            mirror.AddRange(tokens.AsSpan(tokens.Length - (int)input.Appended));
            Expect(mirror.SequenceEqual(tokens), $"sequence {number}, round {input.Round}: removed {input.Removed}, appended {input.Appended}");
            Expect(input.TokenCount == tokens.Length, "token count");
            Expect((input.Flags & StepNews.Logits) != 0, "logits");
            if (_masks.GetValueOrDefault(number) is uint[] mask && input.Sampled >= 0)
                Expect((mask[input.Sampled / 32] >> (input.Sampled % 32) & 1) == 1, $"token {input.Sampled} was not allowed");
            if (input.Splice >= 0)
                Splices++;
        }

        int[] Text(int most) => [.. Enumerable.Range(0, _random.Next(most)).Select(_ => _random.Next(vocabulary))];

        void Expect(bool condition, string what)
        {
            if (!condition)
                _wrong.Add(what);
        }
    }
}
