namespace Lode.Kernels.Panels;

/// <summary>An instruction set as the panel kernels see it: vectors of rows, four bytes or one number per row.</summary>
/// <remarks>
/// Every member is exact, and where the processor lacks the instruction it is computed by others: so any kernel runs, and can be tested, on any
/// machine, and all give the same bits. The condition is a constant to the JIT. A vector is a <typeparamref name="TV"/> whatever it holds.
/// Weights are <i>unsigned</i> codes whose two products with -127 to 127 fit 16 bits, or any <i>signed</i> bytes.
/// </remarks>
/// <typeparam name="TV">The vector, as 32-bit integers.</typeparam>
unsafe interface ISimd<TV> where TV : struct
{
    /// <summary>Rows of a vector.</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors of rows that are multiplied side by side: 1 or 2, as many as the registers allow.</summary>
    static abstract int Vectors { get; }

    static abstract TV Load(void* address);

    static abstract void Store(TV vector, void* address);

    /// <summary>Four bytes of activations, or their pairs, for every row.</summary>
    static abstract TV Broadcast(void* address);

    static abstract TV Splat(int value);

    /// <summary>A byte per row, zero-extended.</summary>
    static abstract TV LoadBytes(byte* address);

    /// <summary>A byte per row, sign-extended.</summary>
    static abstract TV LoadSignedBytes(byte* address);

    /// <summary>Sixteen bits per row, sign-extended.</summary>
    static abstract TV LoadShorts(byte* address);

    static abstract TV And(TV a, TV b);

    static abstract TV Or(TV a, TV b);

    static abstract TV AddInts(TV a, TV b);

    static abstract TV SubtractShorts(TV a, TV b);

    static abstract TV MultiplyInts(TV a, TV b);

    static abstract TV EqualInts(TV a, TV b);

    /// <summary>Shifts 16-bit lanes: what crosses into a neighbouring byte is masked away by the caller.</summary>
    static abstract TV ShiftRight(TV vector, int count);

    /// <inheritdoc cref="ShiftRight"/>
    static abstract TV ShiftLeft(TV vector, int count);

    static abstract TV ShiftRightInts(TV vector, int count);

    static abstract TV ShiftLeftInts(TV vector, int count);

    /// <summary>The values of the IQ4 formats for indices 0 to 15.</summary>
    static abstract TV NonLinear(TV indices);

    /// <summary>A sum to which products of unsigned codes are added: minus <paramref name="offset"/> times the activations.</summary>
    /// <param name="pairs">The sums of the activations at the even and odd pairs of columns, 16 bits each.</param>
    /// <param name="centre">Subtracted from codes so that all their products together fit 16 bits.</param>
    /// <param name="offset">Subtracted from codes by the format.</param>
    static abstract TV Start(TV pairs, int centre, int offset);

    /// <summary>Adds the products of four unsigned codes and activations.</summary>
    static abstract TV Add(TV sum, TV codes, TV activations);

    /// <summary>The sum as an integer per row.</summary>
    static abstract TV Finish(TV sum, TV pairs, int centre, int offset);

    /// <summary>A sum to which products of signed codes are added.</summary>
    static abstract TV StartSigned(TV pairs);

    /// <summary>Adds the products of four signed codes and activations to an integer per row.</summary>
    static abstract TV AddSigned(TV sum, TV codes, TV activations);

    /// <summary>Pairs of 16 bits, added.</summary>
    static abstract TV Widen(TV pairs);

    static abstract TV ToFloats(TV integers);

    static abstract TV AddFloats(TV a, TV b);

    static abstract TV Multiply(TV a, TV b);

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    static abstract TV MultiplyAdd(TV a, TV b, TV c);
}
