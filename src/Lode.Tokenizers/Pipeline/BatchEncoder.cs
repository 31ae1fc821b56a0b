using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Spreads texts over threads and puts their ids together in order.</summary>
static class BatchEncoder
{
    const int TextsPerClaim = 16;

    /// <param name="count">How many texts there are.</param>
    /// <param name="encode">Appends the ids of a text; called from several threads.</param>
    /// <param name="threads">How many threads may work; 0 for as many as there are processors.</param>
    /// <param name="progress">Told how many texts are done.</param>
    /// <param name="cancellation">Ends the work between two texts.</param>
    public static TokenBatch Run(
        int count, Action<int, IBufferWriter<int>> encode, int threads, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int workers = Math.Clamp(threads == 0 ? Environment.ProcessorCount : threads, 1, Math.Max(1, (count + TextsPerClaim - 1) / TextsPerClaim));
        // Each worker's ids, and for every text whose they are and where they begin.
        PooledWriter<int>[] written = [.. Enumerable.Range(0, workers).Select(_ => new PooledWriter<int>(1024))];
        (int Worker, int Start, int Length)[] rows = new (int, int, int)[count];
        int next = 0;
        int done = 0;
        try
        {
            if (workers == 1)
                Work(0);
            else
                Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, Work);
            return Join(rows, written);
        }
        finally
        {
            foreach (PooledWriter<int> ids in written)
                ids.Dispose();
        }

        void Work(int worker)
        {
            PooledWriter<int> ids = written[worker];
            while (true)
            {
                int first = Interlocked.Add(ref next, TextsPerClaim) - TextsPerClaim;
                if (first >= count)
                    return;
                int end = Math.Min(count, first + TextsPerClaim);
                for (int i = first; i < end; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    int start = ids.Written.Length;
                    encode(i, ids);
                    rows[i] = (worker, start, ids.Written.Length - start);
                }
                progress?.Report(Interlocked.Add(ref done, end - first));
            }
        }
    }

    static TokenBatch Join((int Worker, int Start, int Length)[] rows, PooledWriter<int>[] written)
    {
        int[] offsets = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
            offsets[i + 1] = checked(offsets[i] + rows[i].Length);
        int[] ids = GC.AllocateUninitializedArray<int>(offsets[^1]);
        for (int i = 0; i < rows.Length; i++)
            written[rows[i].Worker].Written.Slice(rows[i].Start, rows[i].Length).CopyTo(ids.AsSpan(offsets[i]));
        return new TokenBatch(ids, offsets);
    }
}
