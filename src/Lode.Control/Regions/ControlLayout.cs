using Lode.Memory;

namespace Lode.Control;

/// <summary>Where things lie in memory that is shared with controllers: a line of 64 bytes per slot, then the slots, a sequence in each.</summary>
/// <remarks>
/// <para>The first page or pages hold a header of 64 bytes and then a line per slot, by which processes call each other; no guest sees them.
/// Each slot has its regions one after the other, each on pages of its own, so that each can be mapped alone.</para>
/// </remarks>
public sealed class ControlLayout
{
    /// <summary>Bytes of the header, and of each slot's line behind it.</summary>
    public const int LineBytes = 64;

    /// <summary>Works out the places.</summary>
    /// <param name="vocabulary">Tokens, 1 to 2^22.</param>
    /// <param name="tokenCapacity">Tokens of a sequence at most, 1 to 2^26.</param>
    /// <param name="slots">Slots, 1 to 4,096.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ControlLayout(int vocabulary, int tokenCapacity, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabulary, 1 << 22);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokenCapacity, 1 << 26);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, 4096);
        Vocabulary = vocabulary;
        TokenCapacity = tokenCapacity;
        Slots = slots;
        MaskWords = (vocabulary + 31) / 32;
        FirstSlot = PageMemory.RoundUp((1 + (long)slots) * LineBytes);
        Mask = ControlContract.StepBytes;
        Bias = Mask + PageMemory.RoundUp(4L * MaskWords);
        Logits = Bias + PageMemory.RoundUp(4L * vocabulary);
        Tokens = Logits + PageMemory.RoundUp(4L * vocabulary);
        SlotBytes = Tokens + PageMemory.RoundUp(4L * tokenCapacity);
        Length = FirstSlot + slots * SlotBytes;
    }

    /// <summary>Tokens of the vocabulary.</summary>
    public int Vocabulary { get; }

    /// <summary>The most tokens of a sequence.</summary>
    public int TokenCapacity { get; }

    /// <summary>Slots.</summary>
    public int Slots { get; }

    /// <summary>32-bit words of a mask.</summary>
    public int MaskWords { get; }

    /// <summary>Where the first slot begins.</summary>
    public long FirstSlot { get; }

    /// <summary>Bytes of a slot. Its step region comes first.</summary>
    public long SlotBytes { get; }

    /// <summary>Where the mask begins in a slot.</summary>
    public long Mask { get; }

    /// <summary>Where the biases begin in a slot.</summary>
    public long Bias { get; }

    /// <summary>Where the logits begin in a slot.</summary>
    public long Logits { get; }

    /// <summary>Where the tokens begin in a slot.</summary>
    public long Tokens { get; }

    /// <summary>Bytes of all of it.</summary>
    public long Length { get; }

    /// <summary>Where a region of a slot lies.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="kind">One of the five regions that a slot has.</param>
    /// <returns>The offset in the memory, and the bytes without the rest of the last page.</returns>
    public (long Offset, long Bytes) Find(int slot, RegionKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Slots, nameof(slot));
        long start = FirstSlot + slot * SlotBytes;
        return kind switch
        {
            RegionKind.Step => (start, ControlContract.StepBytes),
            RegionKind.Mask => (start + Mask, 4L * MaskWords),
            RegionKind.Bias => (start + Bias, 4L * Vocabulary),
            RegionKind.Logits => (start + Logits, 4L * Vocabulary),
            RegionKind.Tokens => (start + Tokens, 4L * TokenCapacity),
            _ => throw new ArgumentException($"a slot has no region {kind}", nameof(kind)),
        };
    }
}
