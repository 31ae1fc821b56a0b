using System.Runtime.CompilerServices;
using Lode.Memory;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The shared regions of one sequence, as the host sees them.</summary>
/// <remarks>
/// A controller may write to all but the tokens at any time while it runs, and one in another process at any time at all: fields are read
/// once, then checked.
/// </remarks>
public sealed unsafe class ControlSlot
{
    readonly ControlMemory _memory;
    readonly byte* _start;

    internal ControlSlot(ControlMemory memory, int index)
    {
        _memory = memory;
        Index = index;
        _start = memory.Start + memory.Layout.Find(index, RegionKind.Step).Offset;
        Logits = new RowBuffer(memory.Shared, memory.Layout.Find(index, RegionKind.Logits).Offset, 1, memory.Layout.Vocabulary);
    }

    /// <summary>The slot's number in its memory.</summary>
    public int Index { get; }

    /// <summary>Where things lie.</summary>
    public ControlLayout Layout => _memory.Layout;

    /// <summary>The memory that it is part of.</summary>
    public ControlMemory Memory => _memory;

    /// <summary>The logits: one row, which the model writes and the sampler reads.</summary>
    public RowBuffer Logits { get; }

    /// <summary>The header.</summary>
    public ref SequenceHeader Header => ref Unsafe.AsRef<SequenceHeader>(_start + ControlContract.HeaderOffset);

    /// <summary>What the controller is told.</summary>
    public ref StepInput Input => ref Unsafe.AsRef<StepInput>(_start + ControlContract.InputOffset);

    /// <summary>What it answers.</summary>
    public ref StepOutput Output => ref Unsafe.AsRef<StepOutput>(_start + ControlContract.OutputOffset);

    /// <summary>Its conditional splices.</summary>
    public Span<SpliceEntry> Splices => new(_start + ControlContract.SpliceOffset, ControlContract.MaxSplices);

    /// <summary>Tokens that splices name.</summary>
    public Span<int> Pool => new(_start + ControlContract.PoolOffset, ControlContract.PoolTokens);

    /// <summary>The mask: a bit per token, lowest bit of a word first.</summary>
    public Span<uint> Mask => new(_start + Layout.Mask, Layout.MaskWords);

    /// <summary>The biases.</summary>
    public Span<float> Bias => new(_start + Layout.Bias, Layout.Vocabulary);

    /// <summary>Room for the tokens of the text so far.</summary>
    public Span<int> Tokens => new(_start + Layout.Tokens, Layout.TokenCapacity);

    /// <summary>A region as a window, to be mapped into guests.</summary>
    /// <param name="kind">One of the five regions that a slot has.</param>
    public Window Window(RegionKind kind)
    {
        (long offset, long bytes) = Layout.Find(Index, kind);
        return _memory.Window.Slice(offset, bytes, $"lode-{kind}".ToLowerInvariant());
    }

    /// <summary>Copies to a slot that is all zero what a branch begins with.</summary>
    internal void CopyTo(ControlSlot branch, int tokens)
    {
        Copy(branch, RegionKind.Logits, sizeof(float) * (long)Layout.Vocabulary);
        Copy(branch, RegionKind.Mask, sizeof(uint) * (long)Layout.MaskWords);
        Copy(branch, RegionKind.Bias, sizeof(float) * (long)Layout.Vocabulary);
        Copy(branch, RegionKind.Tokens, sizeof(int) * (long)tokens);
    }

    /// <summary>Copies the start of a region. What was never touched stays so, and the system takes the rest without making pages visible first.</summary>
    void Copy(ControlSlot branch, RegionKind kind, long bytes)
    {
        long from = Layout.Find(Index, kind).Offset;
        if (!_memory.Shared.IsUntouched(from, bytes))
            branch._memory.Shared.Write(Layout.Find(branch.Index, kind).Offset, new(_memory.Start + from, (int)bytes));
    }

    internal void Close() => Logits.Dispose();
}
