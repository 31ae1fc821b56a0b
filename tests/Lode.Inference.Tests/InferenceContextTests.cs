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

    unsafe void Embedding(int token, float[] target)
    {
        fixed (float* t = target)
            _model.Transformer.TokenEmbedding.DecodeRow(token, t);
    }
}
