namespace Lode.Wasm;

/// <summary>The type of a table.</summary>
public sealed class TableType : ExternType
{
    /// <summary>Makes a type.</summary>
    /// <param name="element">The type of the elements, a reference type.</param>
    /// <param name="minimum">The number of elements at first.</param>
    /// <param name="maximum">The most elements that the table can grow to; null for no bound of its own.</param>
    public TableType(ValueKind element, uint minimum, uint? maximum)
        : base(ExternKind.Table)
    {
        if (!element.IsReference())
            throw new ArgumentException($"elements of a table are references, not {element.Name()}", nameof(element));
        Element = element;
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The type of the elements.</summary>
    public ValueKind Element { get; }

    /// <summary>The number of elements at first.</summary>
    public uint Minimum { get; }

    /// <summary>The most elements that the table can grow to; null for no bound of its own.</summary>
    public uint? Maximum { get; }

    /// <inheritdoc/>
    public override string ToString() => $"table {Minimum}{(Maximum is { } maximum ? $" {maximum}" : "")} {Element.Name()}";
}
