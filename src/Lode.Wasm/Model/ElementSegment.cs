namespace Lode.Wasm;

/// <summary>References for a table.</summary>
public sealed class ElementSegment
{
    /// <summary>An item that is a null reference.</summary>
    internal const int Null = -1;

    /// <summary>Items, one number each: a function's index, <see cref="Null"/>, or <see cref="Global"/> of a global's index.</summary>
    internal readonly Numbers Items;

    internal ElementSegment(SegmentMode mode, ValueKind element, int table, ConstantExpression? offset, Numbers items)
    {
        Mode = mode;
        Element = element;
        Table = table;
        Offset = offset;
        Items = items;
    }

    /// <summary>When they are copied.</summary>
    public SegmentMode Mode { get; }

    /// <summary>The type of the references.</summary>
    public ValueKind Element { get; }

    /// <summary>The index of the table of an active segment.</summary>
    public int Table { get; }

    /// <summary>Where in the table an active segment begins; null else.</summary>
    public ConstantExpression? Offset { get; }

    /// <summary>The number of references.</summary>
    public int Count => Items.Length;

    /// <summary>An item: what makes the reference.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ConstantInstruction this[int index] => Items[index] switch
    {
        >= 0 and int function => new(ConstantOperation.FunctionReference, function),
        Null => new(ConstantOperation.NullReference, (byte)Element),
        int global => new(ConstantOperation.Global, Global(global)),
    };

    /// <summary>The same segment with other items.</summary>
    internal ElementSegment With(Numbers items) => new(Mode, Element, Table, Offset, items);

    /// <summary>The number that stands for the value of a global, and the global of such a number.</summary>
    internal static int Global(int index) => -2 - index;
}
