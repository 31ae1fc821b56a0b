using System.Runtime.InteropServices;
using Lode.Inference.Cache;
using Lode.Kernels.Attention;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;
using Lode.Memory;

namespace Lode.Inference.Transformer;

/// <summary>
/// Causal attention with grouped queries over the cache, to all positions before or to a window of them: a chunk is a key/value head, some
/// of the query heads that use it, and neighbouring tokens of one sequence.
/// </summary>
sealed unsafe class AttentionOperator : Operator, IDisposable
{
    /// <summary>Queries that take a tile of keys and values together, at most (unless more heads share them): their scores stay in the cache.</summary>
    const int TileQueries = 32;

    const int TileTokens = 16;

    readonly Hyperparameters _shape;
    readonly Workspace _work;
    readonly KvCache _cache;
    readonly Job _job;
    readonly int[] _firstTokens; // of each tile, and the end
    readonly int _group;
    int _tiles;
    int _parts; // of a group of heads

    internal AttentionOperator(Workspace work, KvCache cache, int contextLength)
        : base("attention")
    {
        _work = work;
        _shape = work.Shape;
        _cache = cache;
        _group = _shape.HeadCount / _shape.KeyValueHeadCount;
        _firstTokens = new int[work.MaxTokens + 1];
        _job = new Job(this, contextLength);
    }

    internal override TeamJob Open(out int chunks)
    {
        Slice slice = _work.Slice;
        int maxTokens = Math.Clamp(TileQueries / _group, 1, TileTokens);
        _tiles = 0;
        for (int token = 0; token < slice.Count; token++)
        {
            if (token == 0 || token - _firstTokens[_tiles - 1] == maxTokens || slice.Sequence(token) != slice.Sequence(token - 1))
                _firstTokens[_tiles++] = token;
        }
        _firstTokens[_tiles] = slice.Count;
        // Few chunks leave threads idle: heads that share keys are parted then, though each part reads the keys.
        int whole = _tiles * _shape.KeyValueHeadCount;
        _parts = Math.Clamp((2 * _work.Team.Size + whole - 1) / whole, 1, Math.Max(1, _group / 4));
        chunks = whole * _parts;
        return _job;
    }

    public void Dispose() => _job.Dispose();

    /// <summary>The chunks.</summary>
    sealed class Job : TeamJob, IDisposable
    {
        readonly AttentionOperator _owner;
        readonly PageMemory _scratch;
        readonly long _scratchBytes;
        readonly int _maxQueries;

        internal Job(AttentionOperator owner, int contextLength)
        {
            _owner = owner;
            _maxQueries = Math.Max(TileQueries, owner._group);
            // A decoded tile, queries, outputs, ranges, scales, and the scores, which may begin and end within a tile; untouched pages cost nothing.
            long rows = 2L * Padded + contextLength + 3L * AttentionTile.Positions;
            _scratchBytes = PageMemory.RoundUp((_maxQueries * (rows + 3) + (long)Padded * AttentionTile.Positions) * sizeof(float));
            _scratch = new PageMemory(checked(_scratchBytes * owner._work.Team.Size));
        }

        int Padded => _owner._cache.Layout.PaddedHeadDimension;

        public override void Run(int chunk, int worker)
        {
            int parts = _owner._parts, keyHeads = _owner._shape.KeyValueHeadCount, group = _owner._group;
            int part = chunk % parts;
            int keyHead = chunk / parts % keyHeads;
            int tile = chunk / (parts * keyHeads);
            int firstToken = _owner._firstTokens[tile];
            QueryTile queries = new()
            {
                FirstToken = firstToken,
                Tokens = _owner._firstTokens[tile + 1] - firstToken,
                KeyHead = keyHead,
                FirstHead = keyHead * group + group * part / parts,
                Heads = group * (part + 1) / parts - group * part / parts,
                Decoded = (float*)(_scratch.Address + worker * _scratchBytes),
            };
            queries.Queries = queries.Decoded + (nint)Padded * AttentionTile.Positions;
            queries.Outputs = queries.Queries + (nint)_maxQueries * Padded;
            queries.Scales = queries.Outputs + (nint)_maxQueries * Padded;
            queries.Begins = (int*)(queries.Scales + _maxQueries);
            queries.Ends = queries.Begins + _maxQueries;
            queries.Scores = (float*)(queries.Ends + _maxQueries);
            _owner.Attend(ref queries);
        }

        public void Dispose() => _scratch.Dispose();
    }

    /// <summary>Queries, token by token, and what a thread needs to attend with them.</summary>
    struct QueryTile
    {
        public int FirstToken, Tokens, KeyHead, FirstHead, Heads;
        public float* Decoded; // [padded head_dim, 16]
        public float* Queries; // [queries, padded head_dim]
        public float* Outputs; // [queries, padded head_dim]
        public float* Scales; // [queries]: what the sums of values are multiplied with
        public int* Begins; // [queries]: the first position seen
        public int* Ends; // [queries]: behind the last
        public float* Scores; // [queries, ScoreStride], from position Base on
        public nint ScoreStride;
        public int Base;

        public readonly int Count => Tokens * Heads;
    }

    void Attend(ref QueryTile tile)
    {
        Slice slice = _work.Slice;
        KvSequence sequence = slice.Sequence(tile.FirstToken);
        ReadOnlySpan<int> blocks = sequence.Blocks;
        ReadOnlySpan<int> starts = sequence.Starts;
        int last = tile.FirstToken + tile.Tokens - 1;
        int length = slice.Positions[last] + 1;
        int entries = slice.Entries[last] + 1;
        // Position j is seen from i where j > i - window. Blocks that end before are left out.
        int begin = Begin(slice.Positions[tile.FirstToken]);
        int first = begin == 0 ? 0 : entries - 1;
        while (starts[first] > begin)
            first--;
        tile.Base = starts[first];
        tile.ScoreStride = (length - tile.Base + 2 * AttentionTile.Positions - 1) & -AttentionTile.Positions;

        TakeQueries(tile);
        // A block writes 16 scores; those behind its part are overwritten by the next block or cut off by the softmax.
        byte* next = _cache.Keys(blocks[first], _work.LayerIndex, tile.KeyHead);
        for (int i = first; i < entries; i++)
        {
            byte* current = next;
            next = i + 1 < entries ? _cache.Keys(blocks[i + 1], _work.LayerIndex, tile.KeyHead)
                : _cache.Values(blocks[first], _work.LayerIndex, tile.KeyHead);
            KvLayout.Prefetch(next, _cache.Layout.KeyBytes);
            float* keys = _cache.Layout.Keys(current, tile.Decoded);
            AttentionTile.Scores(tile.Queries, Padded, tile.Count, keys, _shape.HeadDimension, tile.Scores + (starts[i] - tile.Base), tile.ScoreStride);
        }
        for (int query = 0; query < tile.Count; query++)
            Weigh(tile, query);
        NativeMemory.Clear(tile.Outputs, (nuint)(tile.Count * Padded * sizeof(float)));
        for (int i = first; i < entries; i++)
        {
            byte* current = next;
            if (i + 1 < entries)
            {
                next = _cache.Values(blocks[i + 1], _work.LayerIndex, tile.KeyHead);
                KvLayout.Prefetch(next, _cache.Layout.ValueBytes);
            }
            float* values = _cache.Layout.Values(current, tile.Decoded);
            AddValues(tile, values, starts[i], i + 1 < entries ? starts[i + 1] : length);
        }
        GiveOutputs(tile);
    }

    int Padded => _cache.Layout.PaddedHeadDimension;

    int Begin(int position) => _shape.HasWindow(_work.LayerIndex) ? Math.Max(0, position + 1 - _shape.SlidingWindow) : 0;

    void TakeQueries(in QueryTile tile)
    {
        for (int query = 0; query < tile.Count; query++)
        {
            float* source = _work.Rows.Query + (tile.FirstToken + query / tile.Heads) * _work.Rows.QueryWidth
                + (nint)(tile.FirstHead + query % tile.Heads) * _shape.HeadDimension;
            float* target = tile.Queries + (nint)query * Padded;
            NativeMemory.Copy(source, target, (nuint)_shape.HeadDimension * sizeof(float));
            ScaleRow.Row(target, _shape.HeadDimension, _shape.AttentionScale);
            int position = _work.Slice.Positions[tile.FirstToken + query / tile.Heads];
            tile.Begins[query] = Begin(position);
            tile.Ends[query] = position + 1;
        }
    }

    /// <summary>Turns a query's scores into weights.</summary>
    void Weigh(in QueryTile tile, int query)
    {
        float* scores = tile.Scores + query * tile.ScoreStride + (tile.Begins[query] - tile.Base);
        int seen = tile.Ends[query] - tile.Begins[query];
        if (_shape.AttentionSoftCap != 0)
            SoftCap.Row(scores, seen, _shape.AttentionSoftCap);
        tile.Scales[query] = Softmax.Weights(scores, seen);
    }

    /// <summary>Adds the values of a block: what all of four queries see to the four together, what is before and behind to each.</summary>
    void AddValues(in QueryTile tile, float* values, int start, int end)
    {
        for (int query = 0; query < tile.Count; query += 4)
        {
            int count = Math.Min(4, tile.Count - query);
            // Later queries begin and end later, or at the same position.
            int from = Math.Max(start, tile.Begins[query + count - 1]);
            int to = Math.Max(from, Math.Min(end, tile.Ends[query]));
            for (int one = query; one < query + count && from > start; one++)
                AddValues(tile, one, 1, values, start, Math.Max(start, tile.Begins[one]), Math.Min(from, Math.Min(end, tile.Ends[one])));
            AddValues(tile, query, count, values, start, from, Math.Min(to, end));
            for (int one = query; one < query + count && to < end; one++)
                AddValues(tile, one, 1, values, start, to, Math.Min(end, tile.Ends[one]));
        }
    }

    void AddValues(in QueryTile tile, int query, int count, float* values, int start, int from, int to)
    {
        if (from < to)
        {
            AttentionTile.AddValues(tile.Scores + query * tile.ScoreStride + (from - tile.Base), tile.ScoreStride, count,
                values + (nint)(from - start) * Padded, to - from, Padded, tile.Outputs + (nint)query * Padded);
        }
    }

    void GiveOutputs(in QueryTile tile)
    {
        for (int query = 0; query < tile.Count; query++)
        {
            float* output = tile.Outputs + (nint)query * Padded;
            ScaleRow.Row(output, _shape.HeadDimension, tile.Scales[query]);
            NativeMemory.Copy(output, _work.Rows.Attended + (tile.FirstToken + query / tile.Heads) * _work.Rows.QueryWidth
                + (nint)(tile.FirstHead + query % tile.Heads) * _shape.HeadDimension, (nuint)_shape.HeadDimension * sizeof(float));
        }
    }
}
