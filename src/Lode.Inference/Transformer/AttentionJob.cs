using System.Runtime.InteropServices;
using Lode.Inference.Cache;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;
using Lode.Memory;

namespace Lode.Inference.Transformer;

/// <summary>
/// Causal attention with grouped queries over the cache, to all positions before or to a window of them: a chunk is one token and one
/// key/value head.
/// </summary>
sealed unsafe class AttentionJob : TeamJob, IDisposable
{
    readonly Hyperparameters _shape;
    readonly KvCache _cache;
    readonly Activations _activations;
    readonly PageMemory _scratch;
    readonly long _scratchStride;
    Slice? _slice;
    int _layer;
    int _window;

    internal AttentionJob(Hyperparameters shape, KvCache cache, Activations activations, int workers, int contextLength)
    {
        _shape = shape;
        _cache = cache;
        _activations = activations;
        // Scores of one head, with room for a block that reaches over the end, and one output row; untouched pages cost nothing.
        _scratchStride = PageMemory.RoundUp((contextLength + 2L * AttentionTile.Positions + cache.PaddedHeadDimension) * sizeof(float));
        _scratch = new PageMemory(checked(_scratchStride * workers));
    }

    internal void Run(ThreadTeam team, Slice slice, int layer)
    {
        _slice = slice;
        _layer = layer;
        _window = _shape.HasWindow(layer) ? _shape.SlidingWindow : 0;
        team.Run(this, slice.Count * _shape.KeyValueHeadCount);
        _slice = null;
    }

    public override void Run(int chunk, int worker)
    {
        int token = chunk / _shape.KeyValueHeadCount;
        int keyHead = chunk % _shape.KeyValueHeadCount;
        int group = _shape.HeadCount / _shape.KeyValueHeadCount;
        byte* scratch = _scratch.Address + worker * _scratchStride;
        float* output = (float*)scratch;
        float* scores = output + _cache.PaddedHeadDimension;
        for (int head = keyHead * group; head < (keyHead + 1) * group; head++)
        {
            nint offset = head * _shape.HeadDimension;
            Attend(token, keyHead, _activations.Query + token * _activations.QueryWidth + offset, scores, output);
            NativeMemory.Copy(output, _activations.Attended + token * _activations.QueryWidth + offset, (nuint)_shape.HeadDimension * sizeof(float));
        }
    }

    public void Dispose() => _scratch.Dispose();

    void Attend(int token, int keyHead, float* query, float* scores, float* output)
    {
        Slice slice = _slice!;
        KvSequence sequence = slice.Sequence(token);
        ReadOnlySpan<int> blocks = sequence.Blocks;
        ReadOnlySpan<int> starts = sequence.Starts;
        int length = slice.Positions[token] + 1;
        int entries = slice.Entries[token] + 1;
        // Position j is seen from i where j > i - window. Blocks that end before are left out.
        int begin = _window == 0 ? 0 : Math.Max(0, length - _window);
        int first = begin == 0 ? 0 : entries - 1;
        while (starts[first] > begin)
            first--;
        // A block writes 16 scores; those behind its part are overwritten by the next block or cut off by the softmax.
        for (int i = first; i < entries; i++)
            AttentionTile.Scores(query, _cache.Keys(blocks[i], _layer, keyHead), _shape.HeadDimension, _shape.AttentionScale, scores + starts[i]);
        if (_shape.AttentionSoftCap != 0)
            SoftCap.Row(scores + begin, length - begin, _shape.AttentionSoftCap);
        Softmax.Row(scores + begin, length - begin);
        NativeMemory.Clear(output, (nuint)_cache.PaddedHeadDimension * sizeof(float));
        for (int i = first; i < entries; i++)
        {
            int start = Math.Max(starts[i], begin);
            int end = i + 1 < entries ? starts[i + 1] : length;
            float* values = _cache.Values(blocks[i], _layer, keyHead) + (long)(start - starts[i]) * _cache.PaddedHeadDimension;
            AttentionTile.AddValues(scores + start, values, end - start, _cache.PaddedHeadDimension, output);
        }
    }
}
