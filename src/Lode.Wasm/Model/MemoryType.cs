namespace Lode.Wasm;

/// <summary>The type of a linear memory, in pages of 64 KiB.</summary>
public sealed class MemoryType : ExternType
{
    /// <summary>Bytes of a page: 64 KiB.</summary>
    public const int PageBytes = 65_536;

    /// <summary>The most pages that 32-bit addresses reach: 4 GiB.</summary>
    public const int MaximumPages = 65_536;

    /// <summary>Makes a type.</summary>
    /// <param name="minimum">The number of pages at first, 0 to <see cref="MaximumPages"/>.</param>
    /// <param name="maximum">The most pages that the memory can grow to; null for <see cref="MaximumPages"/>.</param>
    public MemoryType(int minimum, int? maximum)
        : base(ExternKind.Memory)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, MaximumPages);
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The number of pages at first.</summary>
    public int Minimum { get; }

    /// <summary>The most pages that the memory can grow to; null for no bound of its own.</summary>
    public int? Maximum { get; }

    /// <inheritdoc/>
    public override string ToString() => $"memory {Minimum}{(Maximum is { } maximum ? $" {maximum}" : "")}";
}
