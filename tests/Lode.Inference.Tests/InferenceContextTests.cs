using Lode.Inference.Transformer;
using Lode.Memory;
using Lode.Tests;

namespace Lode.Inference.Tests;

public sealed class InferenceContextTests : IDisposable
{
    readonly TemporaryModel _file = new(new SyntheticModel());
    readonly Model _model;

    public InferenceContextTests() => _model = Model.Open(_file.Path);

    public void Dispose()
    {
        _model.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void A_batch_writes_logits_and_hidden_states_side_by_side()
    {
        using InferenceContext context = new(_model);
        int width = _model.Hyperparameters.EmbeddingLength;
        using RowBuffer logits = new(3, _model.Hyperparameters.VocabularySize);
        using RowBuffer hidden = new(3, width);
        StepBatch batch = new();
        batch.Add(context.CreateSequence(), [1, 2, 3], StepRows.All, logits);
        batch.Add(context.CreateSequence(), [1, 2, 3], StepRows.All, hidden, 0, RowKind.Hidden);
        context.Step(batch);
        for (int row = 0; row < 3; row++)
        {
            // The output matrix is the embedding: logits are its products with the hidden state.
            float[] embedding = new float[width];
            for (int token = 0; token < 5; token++)
            {
                Embedding(token, embedding);
                double expected = embedding.Zip(hidden.Row(row).ToArray()).Sum(pair => (double)pair.First * pair.Second);
                ((double)logits.Row(row)[token]).ShouldBe(expected, 1e-4);
            }
        }
    }

    [Fact]
    public void Tokens_without_rows_only_enter_the_cache()
    {
        using InferenceContext context = new(_model);
        using RowBuffer row = new(2, _model.Hyperparameters.VocabularySize);
        KvSequence cut = context.CreateSequence();
        KvSequence whole = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(cut, [5, 6, 7]);
        context.Step(batch);
        cut.Length.ShouldBe(3);
        batch.Clear();
        batch.Add(cut, [8], StepRows.Last, row, 0);
        batch.Add(whole, [5, 6, 7, 8], StepRows.Last, row, 1);
        context.Step(batch);
        row.Row(0).SequenceEqual(row.Row(1)).ShouldBeTrue();
    }

    [Fact]
    public void Forks_share_blocks_and_move_nothing()
    {
        using InferenceContext context = new(_model, new ContextOptions { CachePositions = 16 * 6 });
        KvSequence parent = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(parent, [.. Enumerable.Range(0, 40)]);
        context.Step(batch);
        context.CacheUse.Blocks.ShouldBe(3);
        KvSequence fork = parent.Fork();
        context.CacheUse.Blocks.ShouldBe(3);
        parent.BlocksNeeded(8).ShouldBe(0); // goes on in its last block
        fork.BlocksNeeded(8).ShouldBe(1); // begins one of its own
        batch.Clear();
        batch.Add(parent, [1, 2]);
        batch.Add(fork, [3, 4]);
        context.Step(batch);
        context.CacheUse.Blocks.ShouldBe(4);
        parent.Dispose();
        context.CacheUse.Blocks.ShouldBe(4);
        fork.Dispose();
        fork.Dispose();
        context.CacheUse.Blocks.ShouldBe(0);
    }

    [Fact]
    public void A_full_cache_is_an_error_that_changes_nothing()
    {
        using InferenceContext context = new(_model, new ContextOptions { CachePositions = 32 });
        using RowBuffer row = new(1, _model.Hyperparameters.VocabularySize);
        KvSequence first = context.CreateSequence();
        KvSequence second = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(first, [.. Enumerable.Range(0, 16)]);
        batch.Add(second, [.. Enumerable.Range(0, 17)]);
        Should.Throw<CacheFullException>(() => context.Step(batch)).Message.ShouldContain("3 cache blocks");
        context.CacheUse.Blocks.ShouldBe(0);
        first.Length.ShouldBe(0);
        batch.Clear();
        batch.Add(second, [1], StepRows.Last, row);
        context.Step(batch);
        second.Length.ShouldBe(1);
    }

    [Fact]
    public void Misuse_is_refused_before_anything_changes()
    {
        using InferenceContext context = new(_model, new ContextOptions { ContextLength = 20 });
        using InferenceContext other = new(_model);
        using RowBuffer narrow = new(1, 3);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, [_model.Hyperparameters.VocabularySize]);
        Should.Throw<ArgumentOutOfRangeException>(() => context.Step(batch)).Message.ShouldContain("vocabulary");
        batch.Clear();
        batch.Add(sequence, [-1]);
        Should.Throw<ArgumentOutOfRangeException>(() => context.Step(batch));
        batch.Clear();
        batch.Add(sequence, new int[21]);
        Should.Throw<ArgumentOutOfRangeException>(() => context.Step(batch)).Message.ShouldContain("context of 20");
        batch.Clear();
        batch.Add(sequence, [1], StepRows.Last, narrow);
        Should.Throw<ArgumentException>(() => context.Step(batch)).Message.ShouldContain("target has 3");
        Should.Throw<ArgumentException>(() => batch.Add(sequence, [1])).Message.ShouldContain("already");
        batch.Clear();
        batch.Add(other.CreateSequence(), [1]);
        Should.Throw<ArgumentException>(() => context.Step(batch)).Message.ShouldContain("another context");
        Should.Throw<ArgumentException>(() => batch.Add(sequence, [1, 2], StepRows.All, narrow));
        Should.Throw<ArgumentOutOfRangeException>(() => sequence.Truncate(1));
        sequence.Length.ShouldBe(0);
        sequence.Dispose();
        batch.Clear();
        batch.Add(sequence, [1]);
        Should.Throw<ObjectDisposedException>(() => context.Step(batch));
        Should.Throw<ArgumentOutOfRangeException>(() => new InferenceContext(_model, new ContextOptions { MaxBatchTokens = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new InferenceContext(_model, new ContextOptions { Threads = -1 }));
    }

    [Fact]
    public void A_disposed_context_refuses_steps_and_lets_sequences_go()
    {
        InferenceContext context = new(_model);
        KvSequence sequence = context.CreateSequence();
        context.Dispose();
        context.Dispose();
        sequence.Dispose();
        Should.Throw<ObjectDisposedException>(() => context.Step(new StepBatch()));
        Should.Throw<ObjectDisposedException>(() => context.CreateSequence());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_step_that_fails_or_is_cancelled_in_the_middle_changes_no_sequence(int threads)
    {
        using TemporaryModel file = new(SyntheticModel.Of("qwen3moe"));
        using Model model = Model.Open(file.Path);
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, MaxBatchTokens = 8 });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        MixtureOfExperts experts = (MixtureOfExperts)context.Graph.FeedForward;
        KvSequence sequence = context.CreateSequence();
        KvSequence untouched = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, [1, 2, 3, 4, 5]);
        context.Step(batch);
        (int blocks, _) = context.CacheUse;
        batch.Clear();
        batch.Add(sequence, [.. Enumerable.Range(0, 30)], StepRows.Last, row);
        batch.Add(untouched, [1, 2, 3]);

        using CancellationTokenSource cancellation = new();
        experts.Routed = _ => cancellation.Cancel(); // in the first part
        Should.Throw<OperationCanceledException>(() => context.Step(batch, cancellation.Token));
        KvSequence fork = sequence.Fork();
        experts.Routed = _ => throw new InvalidDataException("on whichever thread");
        StepBatch forked = new();
        forked.Add(fork, [7, 8, 9], StepRows.Last, row);
        Should.Throw<InvalidDataException>(() => context.Step(forked));
        Should.Throw<InvalidDataException>(() => context.Step(batch)).Message.ShouldBe("on whichever thread");
        sequence.Length.ShouldBe(5);
        untouched.Length.ShouldBe(0);
        context.CacheUse.Blocks.ShouldBe(blocks);

        experts.Routed = null;
        context.Step(batch);
        float[] grown = row.Row(0).ToArray();
        context.Step(forked); // in a block of its own, although it had one before
        float[] other = row.Row(0).ToArray();
        using InferenceContext fresh = new(model, new ContextOptions { Threads = 1 });
        using RowBuffer truth = new(1, model.Hyperparameters.VocabularySize);
        batch.Clear();
        batch.Add(fresh.CreateSequence(), [1, 2, 3, 4, 5, .. Enumerable.Range(0, 30)], StepRows.Last, truth);
        fresh.Step(batch);
        truth.Row(0).SequenceEqual(grown).ShouldBeTrue();
        batch.Clear();
        batch.Add(fresh.CreateSequence(), [1, 2, 3, 4, 5, 7, 8, 9], StepRows.Last, truth);
        fresh.Step(batch);
        truth.Row(0).SequenceEqual(other).ShouldBeTrue();
        batch.Clear();
        batch.Add(sequence, [40], StepRows.Last, row); // what the fork wrote is not in its sight
        context.Step(batch);
        grown = row.Row(0).ToArray();
        batch.Clear();
        batch.Add(fresh.CreateSequence(), [1, 2, 3, 4, 5, .. Enumerable.Range(0, 30), 40], StepRows.Last, truth);
        fresh.Step(batch);
        truth.Row(0).SequenceEqual(grown).ShouldBeTrue();
    }

    [Fact]
    public void A_profile_names_all_operators_and_the_time_of_each()
    {
        using InferenceContext context = new(_model);
        StepProfile profile = new();
        context.Profile = profile;
        StepBatch batch = new();
        batch.Add(context.CreateSequence(), [1, 2, 3]);
        context.Step(batch);
        string[] names = [.. profile.Times.Select(entry => entry.Operator)];
        names[0].ShouldBe("embed, norm");
        names.ShouldContain("attention");
        profile.Times.Single(entry => entry.Operator == "gate, up").Time.ShouldBeGreaterThan(TimeSpan.Zero);
        profile.Clear();
        profile.Times.ShouldAllBe(entry => entry.Time == TimeSpan.Zero);
        context.Profile = null;
        context.Step(batch);
    }

    unsafe void Embedding(int token, float[] target)
    {
        fixed (float* t = target)
            _model.Transformer.TokenEmbedding.DecodeRow(token, t);
    }
}
